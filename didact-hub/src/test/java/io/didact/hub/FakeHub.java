package io.didact.hub;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A small Hub of one model and one data set (with the same files) on this machine, and a second
 * host for large files, as the real one has. It may be told to misbehave.
 */
public final class FakeHub implements AutoCloseable {
  public static final String REPO = "acme/tiny";

  /** A request as it came. */
  public record Request(
      String host,
      String path,
      @Nullable String range,
      @Nullable String ifRange,
      @Nullable String authorization) {}

  /** How the list differs from the truth. */
  public record Lie(long size, String digest) {}

  public final Map<String, byte[]> files = new TreeMap<>();
  public final Map<String, Lie> lies = new HashMap<>();
  public final List<Request> requests = new CopyOnWriteArrayList<>();

  /** Files that the second host has. */
  public final Set<String> onCdn = new HashSet<>();

  public String commit = "c".repeat(40);
  public @Nullable String token;
  public int pageSize = 1000;

  private final Map<String, Deque<HttpHandler>> faults = new HashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer hub;
  private final HttpServer cdn;

  public FakeHub() throws IOException {
    hub = start(this::answer);
    cdn = start(this::answerAsCdn);
  }

  private HttpServer start(HttpHandler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            handler.handle(exchange);
          }
        });
    server.start();
    return server;
  }

  public String endpoint() {
    return "http://127.0.0.1:" + hub.getAddress().getPort();
  }

  public String cdnEndpoint() {
    return "http://localhost:" + cdn.getAddress().getPort();
  }

  public HubSettings settings() {
    return new HubSettings(URI.create(endpoint()), Optional.ofNullable(token), false, Proxies.NONE);
  }

  /** Environment of a command that is to use this Hub. */
  public Map<String, String> environment(Path home) {
    Map<String, String> variables = new HashMap<>();
    variables.put("HF_ENDPOINT", endpoint());
    variables.put("HF_HOME", home.toString());
    if (token != null) {
      variables.put("HF_TOKEN", token);
    }
    return variables;
  }

  public FakeHub put(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  public FakeHub put(String path, String content) {
    return put(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The next request for this is answered in this way.
   *
   * @param what path of a file, {@code revision} or {@code tree}
   */
  public FakeHub once(String what, HttpHandler fault) {
    faults.computeIfAbsent(what, key -> new ArrayDeque<>()).add(fault);
    return this;
  }

  public FakeHub times(int count, String what, HttpHandler fault) {
    for (int i = 0; i < count; i++) {
      once(what, fault);
    }
    return this;
  }

  /** Requests for a file, from either host. */
  public List<Request> requestsFor(String file) {
    return requests.stream().filter(each -> each.path().endsWith("/" + file)).toList();
  }

  public static HttpHandler status(int code, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(code, -1);
    };
  }

  public static HttpHandler body(byte[] bytes) {
    return exchange -> send(exchange, 200, bytes, bytes.length, bytes.length);
  }

  /** Right, but the connection breaks after some bytes. */
  public static HttpHandler cut(byte[] content, int bytes) {
    return exchange -> serve(exchange, content, '"' + digest(content, true) + '"', bytes);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    note(exchange, path);
    String prefix =
        path.startsWith("/api/") ? path.replaceFirst("^/api/(models|datasets)", "") : path;
    String rest = prefix.replaceFirst("^(/datasets)?/" + REPO + "/", "");
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (token != null && !("Bearer " + token).equals(authorization)) {
      status(401).handle(exchange);
    } else if (rest.equals(prefix)) {
      status(404, "X-Error-Code", "RepoNotFound").handle(exchange);
    } else if (rest.startsWith("revision/")) {
      if (!fault("revision", exchange)) {
        body(("{\"id\":\"" + REPO + "\",\"sha\":\"" + commit + "\"}")
                .getBytes(StandardCharsets.UTF_8))
            .handle(exchange);
      }
    } else if (rest.startsWith("tree/")) {
      if (!fault("tree", exchange)) {
        list(exchange);
      }
    } else {
      file(exchange, rest.replaceFirst("^resolve/[^/]*/", ""));
    }
  }

  private void file(HttpExchange exchange, String name) throws IOException {
    byte[] content = files.get(name);
    exchange.getResponseHeaders().add("X-Repo-Commit", commit);
    if (onCdn.contains(name)) {
      status(302, "Location", cdnEndpoint() + "/cdn/" + name).handle(exchange);
    } else if (!fault(name, exchange)) {
      if (content == null) {
        status(404, "X-Error-Code", "EntryNotFound").handle(exchange);
      } else {
        serve(exchange, content, '"' + digest(content, isLarge(name)) + '"', content.length);
      }
    }
  }

  private void answerAsCdn(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    note(exchange, path);
    String name = path.replaceFirst("^/cdn/", "");
    byte[] content = files.get(name);
    if (!fault(name, exchange)) {
      if (content == null) {
        status(404).handle(exchange);
      } else {
        serve(exchange, content, '"' + digest(content, true) + '"', content.length);
      }
    }
  }

  private void note(HttpExchange exchange, String path) {
    Headers headers = exchange.getRequestHeaders();
    requests.add(
        new Request(
            String.valueOf(headers.getFirst("Host")),
            path,
            headers.getFirst("Range"),
            headers.getFirst("If-Range"),
            headers.getFirst("Authorization")));
  }

  private boolean fault(String what, HttpExchange exchange) throws IOException {
    HttpHandler fault;
    synchronized (faults) {
      Deque<HttpHandler> left = faults.get(what);
      fault = left == null ? null : left.poll();
    }
    if (fault == null) {
      return false;
    }
    fault.handle(exchange);
    return true;
  }

  private void list(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    int from = query.contains("cursor=") ? Integer.parseInt(query.replaceAll(".*cursor=", "")) : 0;
    ArrayNode list = JsonMapper.shared().createArrayNode();
    list.addObject().put("type", "directory").put("path", "folder").put("oid", "d".repeat(40));
    List<String> names = List.copyOf(files.keySet());
    for (String name : names.subList(from, Math.min(names.size(), from + pageSize))) {
      byte[] content = files.get(name);
      Lie truth = new Lie(content.length, digest(content, isLarge(name)));
      Lie said = lies.getOrDefault(name, truth);
      ObjectNode entry = list.addObject().put("type", "file").put("path", name);
      if (isLarge(name)) {
        entry.put("oid", "e".repeat(40)).put("size", said.size());
        entry
            .putObject("lfs")
            .put("oid", said.digest())
            .put("size", said.size())
            .put("pointerSize", 130);
      } else {
        entry.put("oid", said.digest()).put("size", said.size());
      }
    }
    if (from + pageSize < names.size()) {
      String next =
          exchange.getRequestURI().getPath() + "?recursive=true&cursor=" + (from + pageSize);
      exchange.getResponseHeaders().add("Link", "<" + endpoint() + next + ">; rel=\"next\"");
    }
    body(JsonMapper.shared().writeValueAsBytes(list)).handle(exchange);
  }

  private static boolean isLarge(String name) {
    return name.endsWith(".safetensors") || name.endsWith(".bin");
  }

  /**
   * @param most bytes after which the connection breaks
   */
  private static void serve(HttpExchange exchange, byte[] content, String tag, int most)
      throws IOException {
    Headers request = exchange.getRequestHeaders();
    String range = request.getFirst("Range");
    String condition = request.getFirst("If-Range");
    exchange.getResponseHeaders().add("ETag", tag);
    if (range == null || (condition != null && !condition.equals(tag))) {
      send(exchange, 200, content, content.length, most);
      return;
    }
    int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
    exchange
        .getResponseHeaders()
        .add("Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    byte[] rest = Arrays.copyOfRange(content, from, content.length);
    send(exchange, 206, rest, rest.length, most);
  }

  private static void send(HttpExchange exchange, int status, byte[] bytes, long length, int most)
      throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().add("Content-Length", String.valueOf(length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
    exchange.getResponseBody().write(bytes, 0, Math.min(bytes.length, most));
    exchange.getResponseBody().flush();
  }

  /** sha256 of a large file, git's hash of a small one. */
  public static String digest(byte[] content, boolean large) {
    try {
      MessageDigest digest = MessageDigest.getInstance(large ? "SHA-256" : "SHA-1");
      if (!large) {
        digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    hub.stop(0);
    cdn.stop(0);
    threads.shutdownNow();
  }
}
