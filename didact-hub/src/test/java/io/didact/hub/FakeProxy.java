package io.didact.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP proxy on this machine: it hands requests on. A tunnel ({@code CONNECT}) is opened and
 * ends at once, for there is no host with a certificate here.
 */
final class FakeProxy implements AutoCloseable {
  private static final Pattern AUTHORIZATION = Pattern.compile("(?im)^proxy-authorization: *(.*)$");

  /** First lines of the requests that it was asked. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  private final Optional<String> authorization;
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /**
   * @param authorization what every request must bring; empty for any
   */
  FakeProxy(Optional<String> authorization) throws IOException {
    this.authorization = authorization;
    this.server = new ServerSocket(0, 0, InetAddress.getByName("127.0.0.1"));
    threads.execute(
        () -> {
          while (!server.isClosed()) {
            try {
              Socket client = server.accept();
              threads.execute(() -> serve(client));
            } catch (IOException e) {
              return; // closed
            }
          }
        });
  }

  int port() {
    return server.getLocalPort();
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      String line = head.substring(0, Math.max(0, head.indexOf('\r')));
      asked.add(line);
      Matcher given = AUTHORIZATION.matcher(head);
      OutputStream answer = client.getOutputStream();
      if (authorization.isPresent()
          && !(given.find() && given.group(1).equals(authorization.get()))) {
        answer.write(
            ascii(
                "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
      } else if (line.startsWith("CONNECT ")) {
        answer.write(ascii("HTTP/1.1 200 OK\r\n\r\n"));
      } else {
        URI target = URI.create(line.split(" ")[1]);
        try (Socket host = new Socket(target.getHost(), target.getPort())) {
          host.getOutputStream().write(ascii(toOrigin(head, target)));
          host.getInputStream().transferTo(answer);
        }
      }
    } catch (IOException e) {
      return; // one side is gone
    }
  }

  /** What the host itself is asked: without what is the proxy's, and once a connection. */
  private static String toOrigin(String head, URI target) {
    String path =
        target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
    return head.replaceFirst(" \\S+ ", " " + Matcher.quoteReplacement(path) + " ")
        .replaceAll("(?i)\r\nproxy-[^\r]*", "")
        .replaceFirst("\r\n", "\r\nConnection: close\r\n");
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
