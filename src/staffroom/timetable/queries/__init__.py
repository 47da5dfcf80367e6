"""Every read of bells, days, lessons and imports. All of them need an open district scope."""

from .together import CommonSlot, CommonTime, OneMove, common_time, common_times

__all__ = ["CommonSlot", "CommonTime", "OneMove", "common_time", "common_times"]
