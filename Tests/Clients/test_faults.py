"""Clients that misbehave: answered or closed, and the others do not notice."""
import http.client, os, socket, threading, time, unittest

from endpoint import EndpointTest, Server, Vault


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


class Connections(EndpointTest):
    """What HTTP says of connections (RFC 9110, RFC 9112)."""

    connect, receive = Misbehaviour.connect, Misbehaviour.receive

    def test_expect(self):
        connection = self.connect()
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n")
        connection.settimeout(5)
        self.assertEqual(connection.recv(65536), b"HTTP/1.1 100 Continue\r\n\r\n")
        connection.sendall(b"{}GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = self.receive(connection)
        self.assertEqual(answer.count(b"HTTP/1.1 "), 2, answer)
        self.assertTrue(answer.endswith(b"healthy"))

    def test_expect_in_its_turn(self):
        connection = self.connect()
        connection.settimeout(5)
        connection.sendall(b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\nPOST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        answer = b""
        while not answer.endswith(b"100 Continue\r\n\r\n"):
            answer += connection.recv(65536)
        self.assertTrue(answer.startswith(b"HTTP/1.1 200"))

    def test_expect_of_too_much_and_of_something_else(self):
        for head, status in ((b"Content-Length: 99999999\r\nExpect: 100-continue", b" 413 "), (b"Content-Length: 2\r\nExpect: a-miracle", b" 417 ")):
            connection = self.connect()
            connection.settimeout(5)
            connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")
            answer = self.receive(connection)
            self.assertIn(status, answer.split(b"\r\n")[0])
            self.assertNotIn(b"100 Continue", answer)

    def test_http_1_0(self):
        connection = self.connect()
        connection.settimeout(5)
        connection.sendall(b"GET /ping HTTP/1.0\r\n\r\n")
        start = time.monotonic()
        answer = self.receive(connection)
        self.assertTrue(answer.endswith(b"healthy"))
        self.assertIn(b"connection: close", answer.lower())
        self.assertLess(time.monotonic() - start, 3, "closed by the server")
        kept = self.connect()
        kept.settimeout(5)
        for last in (False, True):
            kept.sendall(b"GET /ping HTTP/1.0\r\nConnection: %s\r\n\r\n" % (b"close" if last else b"Keep-Alive"))
            answer = b""
            while not answer.endswith(b"healthy"):
                answer += kept.recv(65536)
            self.assertIn(b"connection: close" if last else b"connection: keep-alive", answer.lower())
        self.assertEqual(self.receive(kept), b"")

    def test_close_is_kept(self):
        connection = self.connect()
        connection.settimeout(5)
        connection.sendall(b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n")
        self.assertIn(b"connection: close", self.receive(connection).lower())


class HalfSent(unittest.TestCase):
    def test_half_sent_requests_end_and_are_counted(self):
        vault = Vault()
        self.addCleanup(vault.remove)
        server = Server(vault)
        halves = [b"POST / HT", b"POST / HTTP/1.1\r\nHost: x\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf",
                  b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\nGET /ping HTTP/1.1\r\nHo"]
        connections = [socket.create_connection(("127.0.0.1", server.port), timeout=60) for _ in halves]
        idle = socket.create_connection(("127.0.0.1", server.port), timeout=60)
        for connection, half in zip(connections, halves):
            connection.sendall(half)
        start = time.monotonic()
        drip = socket.create_connection(("127.0.0.1", server.port), timeout=60)
        dripping = True

        def pour():
            try:
                drip.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
                while dripping:
                    drip.sendall(b"x")
                    time.sleep(0.2)
            except OSError:
                pass

        thread = threading.Thread(target=pour)
        thread.start()
        for connection in connections + [drip]:
            try:
                while connection.recv(65536):
                    pass
            except ConnectionResetError:
                pass
            connection.close()
        self.assertLess(time.monotonic() - start, 40)
        dripping = False
        thread.join()
        idle.sendall(b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertTrue(idle.recv(65536).startswith(b"HTTP/1.1 200"), "an idle connection is no half-sent request")
        idle.close()
        server.stop()
        self.assertRegex(vault.run("audit").stdout.decode(), r"serve +end +0 reads, 0 changes, 5 half-sent requests")


class Strangers(unittest.TestCase):
    """Whoever reaches the port and has no key writes next to nothing into the vault."""

    def size(self, vault):
        return sum(file.stat().st_size for file in (vault.folder / ".specvault").iterdir())

    def test_the_vault_does_not_grow(self):
        vault = Vault()
        self.addCleanup(vault.remove)
        server = Server(vault)
        self.addCleanup(server.kill)
        time.sleep(1.5)
        before = self.size(vault)
        end = time.monotonic() + 5
        counts = [0] * 4

        def load(index):
            connection = http.client.HTTPConnection("127.0.0.1", server.port)
            while time.monotonic() < end:
                key = os.urandom(3).hex() + "A" * 50_000
                headers = {"X-Amz-Target": "secretsmanager.GetSecretValue", "X-Amz-Date": "20260101T000000Z"}
                if counts[index] % 3:
                    headers["Authorization"] = (f"AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/secretsmanager/aws4_request, "
                                                "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" + "0" * 64)
                connection.request("POST", "/", b"{}", headers)
                response = connection.getresponse()
                self.assertEqual(response.status, 400)
                response.read()
                counts[index] += 1

        threads = [threading.Thread(target=load, args=(index,)) for index in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        time.sleep(1.5)
        self.assertGreater(sum(counts), 500)
        self.assertLess(self.size(vault) - before, 128 << 10, f"after {sum(counts)} refusals")
        server.stop()
        lines = vault.run("audit").stdout.decode().splitlines()
        refused = [line for line in lines if " refused " in line]
        self.assertTrue(0 < len(refused) <= 8, refused)
        self.assertTrue(any("times" in line for line in refused))
        self.assertTrue(all(len(line) < 400 for line in lines))
        self.assertIn(f"{sum(counts)} refused", lines[-1] if "end" in lines[-1] else "\n".join(lines))


if __name__ == "__main__":
    unittest.main()
