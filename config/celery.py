"""The Celery application and the beat schedule: sweeps only tidy and pick up what was left behind."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("switchboard")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Seconds between two runs of each sweep. A sweep is safe to run twice, and safe to miss.
app.conf.beat_schedule = {
    "heartbeat": {"task": "jobs.heartbeat", "schedule": 10.0},
    "jobs": {"task": "jobs.sweep", "schedule": 5.0},
    "credits": {"task": "credits.sweep", "schedule": 60.0},
    "ports": {"task": "porting.sweep", "schedule": 10.0},
    "port drafts": {"task": "porting.sweep_drafts", "schedule": 3600.0},
    "sandbox": {"task": "carriers.tick", "schedule": 5.0},
    "holds": {"task": "numbering.sweep_holds", "schedule": 15.0},
}
