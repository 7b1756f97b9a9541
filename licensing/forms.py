"""The shape of what is typed: products to choose, seats to buy."""

from collections.abc import Sequence

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from licensing.models import Product
from licensing.queries import Pool
from ui.forms import ConsoleForm


class ProductsForm(ConsoleForm):
    """Which products to give or to take; the page draws the boxes by groups."""

    product = forms.MultipleChoiceField(
        label=_("Products"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one product."),
            "invalid_choice": _("There is no product %(value)s."),
        },
    )

    def __init__(self, *args: object, products: Sequence[Product], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.products = products
        self.fields["product"].choices = [(p.sku, p.name) for p in products]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[Product]:
        """The chosen products in the order of the catalogue; only of a valid form."""
        return [p for p in self.products if p.sku in self.cleaned_data["product"]]


class BuyForm(ConsoleForm):
    """A sandbox purchase: of what, and how many."""

    product = forms.ChoiceField(label=_("Product"))
    quantity = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=1_000_000,
        initial=10,
        error_messages={
            "min_value": _("Enter 1 seat or more."),
            "max_value": _("Enter 1,000,000 seats or fewer."),
        },
    )

    def __init__(self, *args: object, pools: Sequence[Pool], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.products = {pool.product.sku: pool.product for pool in pools}
        groups: dict[str, list[tuple[str, str]]] = {}
        for pool in pools:
            label = pool.product.get_group_display()
            groups.setdefault(label, []).append((pool.product.sku, _labelled(pool)))
        self.fields["product"].choices = [("", _("Choose a product")), *groups.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Product:
        """The product; only of a valid form."""
        return self.products[self.cleaned_data["product"]]


def _labelled(pool: Pool) -> str:
    left = ngettext("%(n)s seat left", "%(n)s seats left", pool.left) % {"n": f"{pool.left:,}"}
    return f"{pool.product.name} ({pool.product.sku}), {left}"


class PurchaseForm(BuyForm):
    """A purchase that the operator records; a negative number of seats gives some up."""

    quantity = forms.IntegerField(
        label=_("Seats"),
        min_value=-1_000_000,
        max_value=1_000_000,
        help_text=_("A negative number gives seats up. Seats in use cannot be given up."),
    )
    bought_on = forms.DateField(label=_("Date of purchase"), initial=lambda: timezone.now().date())
    reference = forms.CharField(
        label=_("Reference"),
        max_length=80,
        help_text=_("As on the order or the invoice. The same reference is never counted twice."),
    )
    amount = forms.DecimalField(
        label=_("Amount paid"), max_digits=12, decimal_places=2, required=False, min_value=0
    )
