"""A name server on this machine that answers real packets out of a zone file's lines."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

Records = dict[tuple[str, str], list[str]]


class NameServer:
    """Answers by UDP what *records* has, ``(name, kind)`` to texts as zone files write them; NXDOMAIN for unknown names."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.asked: list[tuple[str, str]] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"

    def serve(self) -> None:
        """Answer until the socket is closed."""
        while True:
            data, sender = self._socket.recvfrom(65_535)
            if not data:
                return
            self._socket.sendto(self._answer(dns.message.from_wire(data)).to_wire(), sender)

    def close(self) -> None:
        """End."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last, suppress(OSError):
            last.sendto(b"", self._socket.getsockname())

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        rows = self.records.get((name, kind))
        if rows:
            answer.answer.append(dns.rrset.from_text(question.name, 60, dns.rdataclass.IN, question.rdtype, *rows))
        elif not any(known == name for known, _ in self.records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


@contextmanager
def serving(records: Records) -> Iterator[NameServer]:
    """Run a name server in a thread of its own."""
    server = NameServer(records)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()
        server._socket.close()
