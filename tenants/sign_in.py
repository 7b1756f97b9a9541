"""How people sign in: accounts are made by invitation or by an operator, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """allauth's hooks, bent to this console."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody can make an account without an invitation."""
        return False
