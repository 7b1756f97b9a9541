# One image for every role: python -m config.entrypoint web|worker|beat|migrate.
FROM python:3.11-slim AS packages
WORKDIR /build
COPY requirements/base.txt .
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r base.txt

FROM python:3.11-slim
RUN useradd --system --create-home --uid 10001 switchboard
COPY --from=packages /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    SWITCHBOARD_MODE=production \
    STATIC_ROOT=/app/staticfiles \
    MEDIA_ROOT=/data/media \
    HOST=0.0.0.0 \
    PORT=8000
WORKDIR /app
COPY . .
# Collecting touches neither database nor queue, and this key signs nothing: the addresses only satisfy the settings.
RUN SECRET_KEY=only-for-collecting-static-files ALLOWED_HOSTS=localhost \
    DATABASE_URL=postgres://none@localhost/none REDIS_URL=redis://localhost:6379/0 \
    python manage.py collectstatic --no-input --verbosity 0 \
 && mkdir -p /data/media && chown switchboard /data/media
USER switchboard
VOLUME /data/media
EXPOSE 8000
# For the web role; docker-compose.yml replaces it for the others.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-m", "config.healthcheck"]
ENTRYPOINT ["python", "-m", "config.entrypoint"]
CMD ["web"]
