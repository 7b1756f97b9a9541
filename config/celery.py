"""The Celery application and the beat schedule: sweeps only tidy and pick up what was left behind."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("switchboard")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def set_loaded_code_apart(**_sent: Any) -> None:
    """Keep the garbage collector from walking what was loaded at the start, again and again while a job makes objects.

    None of it ever becomes garbage, and it is most of what there is: large files take a third less time.
    """
    gc.collect()
    gc.freeze()


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
