"""`manage.py seed_demonstration`: the accounts and the four organisations of the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from carriers.models import SandboxNumber
from tenants.models import Tenant
from wizard.demonstration.accounts import ACCOUNTS, lines, make
from wizard.demonstration.story import tell


class Command(BaseCommand):
    """The same at every seeding; a second run finds it all there and only prints the accounts."""

    help = "Make the demonstration's accounts and organisations, unless they are there."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demonstration is not for production: its passwords are public.")
        if not SandboxNumber.objects.exists():
            call_command("build_stock", per_city=100, verbosity=0)
        if not Tenant.objects.filter(is_demonstration=True).exists():
            with settings_without_waiting(), transaction.atomic():
                staff = [make(account) for account in ACCOUNTS if account.provider_role]
                tell(*staff)
        for line in lines():
            self.stdout.write(line)


class settings_without_waiting:
    """The sandbox carrier takes its time; seeding does not wait for it."""

    def __enter__(self) -> None:
        self.seconds, settings.SANDBOX_SECONDS = settings.SANDBOX_SECONDS, 0

    def __exit__(self, *error: object) -> None:
        settings.SANDBOX_SECONDS = self.seconds
