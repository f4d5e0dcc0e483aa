"""Clients that misbehave: answered or closed, and the others do not notice."""
import socket, time, unittest

from endpoint import EndpointTest


class Misbehaviour(EndpointTest):
    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.server.port), timeout=20)
        self.addCleanup(connection.close)
        return connection

    def receive(self, connection):
        answer = b""
        try:
            while chunk := connection.recv(65536):
                answer += chunk
        except (ConnectionResetError, socket.timeout):
            pass
        return answer

    def well(self):
        self.assertEqual(self.server.raw("GET", "/ping")[0], 200)
        self.secrets.list_secrets(MaxResults=1)

    def test_a_body_without_end(self):
        before = self.server.memory()
        connection = self.connect()
        size = 100 << 20
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: secretsmanager.ListSecrets\r\nContent-Length: %d\r\n\r\n" % size)
        sent = 0
        try:
            while sent < size:
                connection.sendall(b"x" * (1 << 20))
                sent += 1 << 20
        except OSError:
            pass
        connection.shutdown(socket.SHUT_WR)
        answer = self.receive(connection)
        self.assertIn(b" 413 ", answer.split(b"\r\n")[0])
        self.assertIn(b'"__type":"RequestEntityTooLarge"', answer)
        self.assertLess(self.server.memory() - before, 40)
        self.well()

    def test_a_chunked_body_without_end(self):
        connection = self.connect()
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            for _ in range(300):
                connection.sendall(b"100000\r\n" + b"x" * (1 << 20) + b"\r\n")
        except OSError:
            pass
        self.assertIn(b"413", self.receive(connection)[:20])
        self.well()

    def test_no_http(self):
        for data in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20, b"GET\r\n\r\n", b"\x00" * 1000, b"POST / HTTP/9.9\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost x\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                     b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"):
            connection = self.connect()
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            answer = self.receive(connection)
            self.assertTrue(answer == b"" or answer.startswith(b"HTTP/1.1 4"), (data[:30], answer[:100]))
        self.well()

    def test_headers_without_end(self):
        connection = self.connect()
        connection.settimeout(1)
        connection.sendall(b"GET / HTTP/1.1\r\n")
        try:
            for number in range(100_000):
                connection.sendall(b"X-%d: %s\r\n" % (number, b"y" * 100))
        except OSError:
            pass
        self.assertTrue(connection.recv(65536).startswith(b"HTTP/1.1 400"))
        self.well()

    def test_half_closed(self):
        connection = self.connect()
        connection.sendall(b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        self.assertTrue(self.receive(connection).endswith(b"healthy"))

    def test_given_up_in_the_middle(self):
        for cut in (b"POST / HT", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"):
            connection = self.connect()
            connection.sendall(cut)
            connection.close()
        self.well()

    def test_pipelining(self):
        connection = self.connect()
        connection.sendall(b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n" * 200 + b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = self.receive(connection)
        self.assertEqual(answer.count(b"HTTP/1.1 200"), 201)
        self.assertTrue(answer.endswith(b'{"status":"healthy"}'))

    def test_many_that_are_slow(self):
        """Connections that never finish a request stand in nobody's way."""
        slow = [self.connect() for _ in range(500)]
        for connection in slow:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Le")
        start = time.monotonic()
        self.well()
        self.assertLess(time.monotonic() - start, 2)

    def test_paths_that_are_none(self):
        for method, path in (("GET", "/"), ("PUT", "/x"), ("DELETE", "/"), ("POST", "/secretsmanager/get"), ("GET", "/%00"), ("OPTIONS", "*")):
            self.assertIn(self.server.raw(method, path)[0], (404, 405, 400))
        self.well()


if __name__ == "__main__":
    unittest.main()
