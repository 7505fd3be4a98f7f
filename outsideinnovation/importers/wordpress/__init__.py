"""WordPress: its XML export (WXR), read once for whole blogs and for comments alone, mended where it is no XML."""
