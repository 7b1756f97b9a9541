"""What the rows of a file would do, person by person, by the same check as a click (rules 2.2)."""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_countries import countries

from licensing import holdings
from licensing.checker import Holder, Verdict, World, check_each
from licensing.file_models import Act, Column, LicenceFile, LicenceRow
from licensing.files.columns import Products, act_of
from licensing.findings import Finding, Mend, Outcome, Violation
from licensing.models import Product
from spreadsheets.reading import plain
from tenants.country_names import country_code
from tenants.models import Person, Tenant

Reason = list[str | int]
Cells = Mapping[int, str]
"""The cells of a row that say something beside its user, by their columns."""
GOOD: Final = (str(Outcome.CHANGES), str(Outcome.NOTHING))
"""Verdicts that are no errors."""


class Result(NamedTuple):
    """What is written to a row."""

    verdict: str
    reasons: list[Reason]
    adds: list[str]
    removes: list[str]
    location: str


class Row(NamedTuple):
    """A `LicenceRow` as it is judged: its columns of the same names, without the weight of an object of the ORM."""

    pk: int
    line: int
    person_line: int
    cells: list[str]
    user_name: str
    state: str
    verdict: str
    reasons: list[Reason]
    adds: list[str]
    removes: list[str]
    location: str

    @property
    def stored(self) -> Result:
        """What is written to the row now."""
        return Result(self.verdict, self.reasons, self.adds, self.removes, self.location)


def rows_of(rows: QuerySet[LicenceRow]) -> list[Row]:
    """The rows, to be judged."""
    return [Row(*values) for values in rows.values_list(*Row._fields)]


class Asked(NamedTuple):
    """What one row asks for, and what in it cannot be understood."""

    row: Row
    act: Act
    products: tuple[Product, ...] = ()
    location: str = ""
    findings: tuple[Finding, ...] = ()


class Reader:
    """Understands the rows of one file."""

    def __init__(self, upload: LicenceFile, products: Sequence[Product]) -> None:
        self._act = Act(upload.act)
        self._products = Products(products)
        self._default = tuple(product for product in products if product.sku in upload.products)
        self._at = {
            column: [at for at, name in enumerate(upload.columns) if name == column] for column in Column
        }
        self._says = [
            at for at, name in enumerate(upload.columns) if name not in (Column.USER, Column.NOTHING)
        ]
        self._understood = lru_cache(maxsize=1000)(self._understand)

    def asked(self, row: Row) -> Asked:
        """What the row asks for. All that is wrong with it is found, not only the first."""
        act, products, location, findings = self._understood(
            tuple([row.cells[at] if at < len(row.cells) else "" for at in self._says])
        )
        if not row.user_name:
            nobody = _other(_("The row names no user. Fill in the user principal name."))
            findings = (nobody, *findings)
        return Asked(row, act, products, location, findings)

    def _understand(self, said: tuple[str, ...]) -> tuple[Act, tuple[Product, ...], str, tuple[Finding, ...]]:
        """What the cells of a row say beside its user; the rows of a file mostly say the same."""
        cells = dict(zip(self._says, said, strict=True))
        act, wrong_act = self._read_act(cells)
        products, wrong_products = self._read_products(cells)
        location, wrong_location = self._read_location(cells)
        return act, products, location, (*wrong_act, *wrong_products, *wrong_location)

    def _texts(self, cells: Cells, column: Column) -> list[str]:
        return [text for at in self._at[column] if (text := plain(cells[at]))]

    def _read_act(self, cells: Cells) -> tuple[Act, list[Finding]]:
        for cell in self._texts(cells, Column.ACT):
            if (act := act_of(cell)) is None:
                words = _("“%(cell)s” is neither assign nor remove. Write one of the two.")
                return self._act, [_other(words % {"cell": cell[:60]})]
            return act, []
        return self._act, []

    def _read_products(self, cells: Cells) -> tuple[tuple[Product, ...], list[Finding]]:
        found: dict[str, Product] = {}
        findings = []
        for cell in self._texts(cells, Column.PRODUCT):
            products, unknown = self._products.all_in(cell)
            found |= {product.sku: product for product in products}
            findings += [_other(self._unknown(name)) for name in unknown]
        if not found and not findings:
            found = {product.sku: product for product in self._default}
        if not found and not findings:
            findings.append(_other(_("The row names no product. Fill one in.")))
        return tuple(found.values()), findings

    def _unknown(self, name: str) -> str:
        words = {"name": name[:80]}
        if near := self._products.nearest(name):
            sentence = _("There is no product “%(name)s”. Is %(product)s (%(sku)s) meant?")
            return sentence % {**words, "product": near.name, "sku": near.sku}
        return (
            _("There is no product “%(name)s”. Write its name or SKU as the list of products has it.") % words
        )

    def _read_location(self, cells: Cells) -> tuple[str, list[Finding]]:
        for cell in self._texts(cells, Column.LOCATION):
            if code := country_code(cell):
                return code, []
            words = _("No country is called “%(cell)s”. Write its name or its two letters.")
            return "", [Finding(Violation.LOCATION, words % {"cell": cell[:60]})]
        return "", []


def _other(sentence: str) -> Finding:
    return Finding(Violation.OTHER, sentence)


@dataclass
class PersonAct:
    """All that the file asks for one person: done as a whole, or not at all.

    `wrong` is what is wrong with single rows, by their keys. `stopped_by` is the line of the first row that cannot be
    done; one that only repeats another stops nothing. `findings` hold of the person, and so of every row.
    """

    asked: list[Asked]
    person: Person | None = None
    gives: dict[str, Product] = field(default_factory=dict)
    takes: dict[str, Product] = field(default_factory=dict)
    location: str = ""
    wrong: dict[int, tuple[Finding, ...]] = field(default_factory=dict)
    stopped_by: int = 0
    findings: tuple[Finding, ...] = ()
    verdict: Verdict | None = None

    @property
    def outcome(self) -> str:
        """ "changes" or "nothing", for the rows with which nothing is wrong."""
        changes = self.location or (self.verdict and self.verdict.outcome == Outcome.CHANGES)
        return str(Outcome.CHANGES if changes else Outcome.NOTHING)

    def results(self) -> Iterator[tuple[Row, Result]]:
        """What is to be written to each row."""
        verdict = self.verdict
        for asked in self.asked:
            wrong = (*self.wrong.get(asked.row.pk, ()), *self.findings)
            if self.stopped_by and not wrong:
                wrong = (_goes_together(self.stopped_by),)
            yield (
                asked.row,
                Result(
                    str(wrong[0].violation) if wrong else self.outcome,
                    [_reason(finding) for finding in wrong],
                    [product.sku for product in verdict.add] if verdict and not wrong else [],
                    [product.sku for product in verdict.remove] if verdict and not wrong else [],
                    "" if wrong else self.location,
                ),
            )


def _reason(finding: Finding) -> Reason:
    sku = finding.product.sku if finding.product else ""
    return [str(finding.violation), finding.sentence, str(finding.mend), sku, finding.seats]


def judge(
    tenant: Tenant, reader: Reader, rows: Sequence[Row], world: World, left: MutableMapping[str, int]
) -> list[PersonAct]:
    """The acts that these rows ask for, each with its verdict, in the order of the file. Two queries.

    All rows of a person must be among `rows`. `left`, the seats, is counted down.
    """
    acts = _acts(reader, rows)
    _find_people(acts)
    able = [act for act in acts if act.person is not None and not act.stopped_by]
    people = [act.person for act in able if act.person is not None]
    holders = holdings.holders_of(tenant, people, dict(world.products))
    wanted = []
    for act, holder in zip(able, holders, strict=True):
        placed = _placed(act, holder)
        if not act.findings:
            wanted.append((act, placed))
    verdicts = check_each(
        ((holder, tuple(act.gives.values()), tuple(act.takes.values())) for act, holder in wanted),
        world,
        left,
    )
    for (act, _holder), verdict in zip(wanted, verdicts, strict=True):
        act.verdict, act.findings = verdict, verdict.findings
    return acts


def _acts(reader: Reader, rows: Sequence[Row]) -> list[PersonAct]:
    acts: dict[int, PersonAct] = {}
    for row in rows:
        if (act := acts.get(row.person_line)) is None:
            act = acts[row.person_line] = PersonAct([])
        act.asked.append(reader.asked(row))
    for act in acts.values():
        _put_together(act)
    return list(acts.values())


def _put_together(act: PersonAct) -> None:
    """Add up the rows of a person. A row that repeats an earlier one says so; one that contradicts it stops them all."""
    said: dict[str, tuple[Act, int]] = {}
    for asked in act.asked:
        wrong = list(asked.findings)
        for product in asked.products:
            if product.sku in said:
                wrong.append(_said_before(product, asked.act, *said[product.sku]))
        if asked.location and act.location and asked.location != act.location:
            words = _("Another row of the same person says %(country)s. Leave one of the two.")
            wrong.append(
                Finding(Violation.LOCATION, words % {"country": countries.name(act.location) or act.location})
            )
        if wrong:
            act.wrong[asked.row.pk] = tuple(wrong)
        if any(finding.violation != Violation.UNIQUE for finding in wrong):
            act.stopped_by = act.stopped_by or asked.row.line
        act.location = act.location or asked.location
        for product in asked.products:
            said.setdefault(product.sku, (asked.act, asked.row.line))
            (act.gives if asked.act == Act.ASSIGN else act.takes)[product.sku] = product


def _goes_together(line: int) -> Finding:
    words = _("Line %(line)s of the same person cannot be done, and a person's rows go together.")
    return _other(words % {"line": f"{line:,}"})


def _said_before(product: Product, act: Act, was: Act, line: int) -> Finding:
    words = {"line": f"{line:,}", "product": product.name}
    if act == was:
        sentence = _("Line %(line)s says the same of %(product)s. Take one of the two out.")
        return Finding(Violation.UNIQUE, sentence % words)
    return _other(_("Line %(line)s says the opposite of %(product)s. Leave one of the two.") % words)


def _find_people(acts: Sequence[PersonAct]) -> None:
    names = {act.asked[0].row.user_name for act in acts} - {""}
    people = Person.objects.filter(user_name__in=names).only(
        "id", "tenant_id", "display_name", "user_name", "usage_location"
    )
    found = {str(person.user_name).lower(): person for person in people}
    for act in acts:
        name = act.asked[0].row.user_name
        act.person = found.get(name)
        if act.person is None and name:
            words = _(
                "Nobody in the directory has the user name %(name)s. Correct it, or add the person first."
            )
            act.findings = (_other(words % {"name": name}),)


def _placed(act: PersonAct, holder: Holder) -> Holder:
    """The holder in the country that the file says. Somebody who holds licences stays where these lie."""
    if not act.location or act.location == holder.country:
        act.location = ""
        return holder
    if holder.held and holder.country:
        words = _(
            "%(name)s is in %(was)s and holds licences there, and the file says %(to)s. Change the location on the "
            "person's page first."
        )
        names = {
            "name": holder.name,
            "was": countries.name(holder.country) or holder.country,
            "to": countries.name(act.location) or act.location,
        }
        act.findings = (Finding(Violation.LOCATION, words % names, Mend.PERSON),)
        return holder
    return replace(holder, country=act.location)
