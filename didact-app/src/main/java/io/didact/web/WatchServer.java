package io.didact.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the page of some runs to this machine alone: it listens on 127.0.0.1, and answers nobody
 * who asks for it by another name, as a page from elsewhere would that was made to point here.
 */
public final class WatchServer implements AutoCloseable {
  /** Before the place of a run: the page of its explanations. */
  static final String TRACES = "traces/";

  private static final Pattern TRACES_OF = Pattern.compile("/" + TRACES + "(\\d{1,4})");
  private static final String STAGE = "stage=";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final WatchPage page;

  private WatchServer(HttpServer server, WatchPage page) {
    this.server = server;
    this.page = page;
  }

  /**
   * Starts it.
   *
   * @param runs directories of runs or stages; they may be written to meanwhile
   * @param port 0 for any that is free
   * @throws IOException where a directory is not there, or the port is taken
   */
  public static WatchServer start(List<Path> runs, int port, Clock clock) throws IOException {
    WatchPage page =
        new WatchPage(runs.stream().map(run -> run.toAbsolutePath().normalize()).toList(), clock);
    if (page.problem().isPresent()) {
      throw new IOException(page.problem().get());
    }
    HttpServer http;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
    } catch (IOException e) {
      throw new IOException("port " + port + " of 127.0.0.1: " + e.getMessage(), e);
    }
    WatchServer server = new WatchServer(http, page);
    http.createContext("/", server::answer);
    http.setExecutor(server.threads);
    http.start();
    return server;
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + port() + "/";
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String host = exchange.getRequestHeaders().getFirst("Host");
      if (!List.of("127.0.0.1:" + port(), "localhost:" + port()).contains(host)) {
        send(exchange, 403, "text/plain", "only as " + url() + "\n");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, "text/plain", "GET only\n");
      } else if (path.equals("/")) {
        send(exchange, 200, "text/html", html(stage(exchange.getRequestURI())));
      } else if (traces(path).isPresent()) {
        begin(exchange, 200, "text/html", 0);
        Files.copy(traces(path).get(), exchange.getResponseBody());
      } else {
        send(exchange, 404, "text/plain", "there is nothing here; the page is " + url() + "\n");
      }
    }
  }

  private Optional<Path> traces(String path) {
    Matcher asked = TRACES_OF.matcher(path);
    return asked.matches() ? page.traces(Integer.parseInt(asked.group(1))) : Optional.empty();
  }

  /** The page; where a file changed while it was read, why there is none this time. */
  private String html(Optional<String> stage) {
    try {
      return page.html(stage);
    } catch (IOException | RuntimeException e) {
      return "<!DOCTYPE html><main><h1>Not now</h1><p>%s</p></main>"
          .formatted(String.valueOf(e.getMessage()).replace("&", "&amp;").replace("<", "&lt;"));
    }
  }

  /** What is asked for with {@code ?stage=NAME}. */
  private static Optional<String> stage(URI uri) {
    String query = uri.getQuery(); // decoded
    return Optional.ofNullable(query)
        .filter(each -> each.startsWith(STAGE))
        .map(each -> each.substring(STAGE.length()))
        .filter(name -> !name.isEmpty());
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    begin(exchange, status, type, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /**
   * @param length in bytes; 0 where it is not known
   */
  private static void begin(HttpExchange exchange, int status, String type, long length)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(status, length);
  }

  /** Ends it; who looks at the page is told by the page. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
