"""What becomes of all addresses of an old site, the most asked first; and lines for redirects.txt that help the lost ones."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from outsideinnovation.builder.built_site import planned
from outsideinnovation.builder.urls.redirect import GONE
from outsideinnovation.importers.old_addresses.candidates import AddressCandidate, Candidates
from outsideinnovation.importers.old_addresses.judge import AddressVerdict, Judge, Judgement
from outsideinnovation.importers.old_addresses.requests import Requested
from outsideinnovation.importers.old_addresses.source import OldAddressSource
from outsideinnovation.importers.old_addresses.tally import AddressTally, Asked
from outsideinnovation.site import Site


@dataclass(frozen=True, slots=True)
class Checked:
    """An address with how often it was ``asked`` for, what becomes of it, and for a lost one what may be meant."""

    asked: Asked
    judgement: Judgement
    candidates: tuple[AddressCandidate, ...] = ()

    @property
    def proposal(self) -> str:
        """A line for redirects.txt: one that holds where the new address is sure, else one that is commented out."""
        old, sure = self.asked.address, [each for each in self.candidates if each.is_sure]
        if sure:
            return f"{old} {sure[0].address}"
        return "\n".join(f"# {old} {each.address}" for each in self.candidates) or f"# {old} {GONE}"


class OldAddressCheck:
    """The check of one *source* against *site*. ``verdicts`` counts addresses, once all were judged."""

    def __init__(self, site: Site, source: OldAddressSource, *, answered_only: bool = False) -> None:
        settings = site.configuration
        built = planned(site)
        self._source, self._answered_only = source, answered_only
        self._judge = Judge(built, settings.site.url, settings.deploy.host)
        self._candidates = Candidates(built.files, built.leads, built.root)
        self.verdicts = Counter[AddressVerdict]()

    def checked(self, told: Callable[[str, int, int], None]) -> Iterator[Checked]:
        """Yield every address. Raises what the source raises; *told* hears of the progress."""
        opened: AbstractContextManager[AddressTally] = AddressTally.opened()
        with opened as tally:
            tally.count(self._counted(), lambda number: told("Reading", number, 0))
            total = len(tally)
            for number, asked in enumerate(tally.most_asked_first(), 1):
                told("Judging", number, total)
                if asked.answered or not self._answered_only:
                    yield self._check(asked)

    def _counted(self) -> Iterator[Requested]:
        for each in self._source.requests():
            yield Requested(self._judge.counted_as(each.address), each.answered) if self._source.report.is_log else each

    def _check(self, asked: Asked) -> Checked:
        judgement = self._judge.judge(asked.address)
        self.verdicts[judgement.verdict] += 1
        if judgement.verdict is not AddressVerdict.LOST:
            return Checked(asked, judgement)
        return Checked(asked, judgement, tuple(self._candidates.of(asked.address)))
