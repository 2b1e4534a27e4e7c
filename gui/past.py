"""Everything that looks into the log of one run; all of it shares the segments that were read."""

from engine.analysis import xray
from engine.analysis.fine import Fine
from engine.analysis.moment import Moments
from engine.analysis.ranges import Ranges
from engine.analysis.spans import Spans
from engine.analysis.timeline import Timeline
from engine.analysis.unblocked import Unblockers
from engine.analysis.xray import Xray
from engine.analysis.xray_past import PastXray
from engine.runlog.reader import RunReader
from engine.runlog.seek import Seeker


class Past:
    """Answers about the records of one run."""

    def __init__(self, reader: RunReader, timeline: Timeline) -> None:
        self.reader = reader
        self.seeker = seeker = Seeker(reader)
        self.fine = Fine(reader, seeker, timeline)
        self.moments = Moments(reader, seeker)
        self.ranges = Ranges(reader, timeline, seeker)
        self.spans = Spans(reader, seeker)
        self.unblockers = Unblockers(reader, seeker)
        self.xray = PastXray(reader, seeker)

    def xray_now(self) -> Xray | None:
        """Return the inside of the channel as its blocks tell it now."""
        return xray.now(self.reader)
