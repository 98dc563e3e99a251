package io.didact;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A tab of a headless Chromium that is told what to do over its DevTools: clicks and keys are those
 * of a person to the page. Tests with it are skipped where no Chromium is installed.
 */
public final class BrowserTab implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long PATIENCE_SECONDS = 60;
  private static final Map<String, Integer> CODES =
      Map.of(
          "Enter",
          13,
          "Escape",
          27,
          "ArrowLeft",
          37,
          "ArrowUp",
          38,
          "ArrowRight",
          39,
          "ArrowDown",
          40,
          "End",
          35,
          "Home",
          36);

  private final Process process;
  private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
  private final WebSocket socket;
  private int asked;

  private BrowserTab(Process process, String devTools) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(devTools), new Listener())
            .join();
  }

  /**
   * Opens a page and waits until it is loaded.
   *
   * @param scratch a folder for the browser
   */
  public static BrowserTab open(String url, Path scratch, int width, int height)
      throws IOException, InterruptedException {
    Optional<Path> chromium = Chromium.find();
    assumeTrue(chromium.isPresent(), "there is no Chromium on PATH");
    Path profile = scratch.resolve("tab");
    Files.createDirectories(profile);
    Process process =
        new ProcessBuilder(
                chromium.get().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--window-size=" + width + "," + height,
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("tab.log").toFile())
            .start();
    boolean opened = false;
    try {
      BrowserTab tab = new BrowserTab(process, devTools(profile.resolve("DevToolsActivePort")));
      tab.call("Page.enable", Map.of());
      tab.call("Page.navigate", Map.of("url", url));
      tab.await("document.readyState === 'complete'");
      opened = true;
      return tab;
    } finally {
      if (!opened) {
        process.destroyForcibly();
      }
    }
  }

  private static String devTools(Path file) throws IOException, InterruptedException {
    for (int i = 0; i < 10 * PATIENCE_SECONDS; i++) {
      if (Files.exists(file) && Files.readAllLines(file).size() >= 2) {
        String list =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(
                            URI.create(
                                "http://127.0.0.1:"
                                    + Files.readAllLines(file).get(0)
                                    + "/json/list"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString())
                .body();
        for (JsonNode page : JSON.readTree(list)) {
          if (page.path("type").asString("").equals("page")) {
            return page.path("webSocketDebuggerUrl").asString("");
          }
        }
      }
      Thread.sleep(100);
    }
    throw new IOException("the browser did not start");
  }

  private JsonNode call(String method, Map<String, ?> parameters)
      throws IOException, InterruptedException {
    int id = ++asked;
    socket
        .sendText(
            JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
        .join();
    while (true) {
      JsonNode answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new IOException("no answer to " + method);
      }
      if (answer.path("id").asInt(0) == id) {
        if (answer.has("error")) {
          throw new IOException(method + ": " + answer.path("error"));
        }
        return answer.path("result");
      }
    }
  }

  /** The value of an expression in the page, as a text. */
  public String value(String expression) throws IOException, InterruptedException {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", "String(" + expression + ")", "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new IOException(expression + ": " + result.path("exceptionDetails"));
    }
    return result.path("result").path("value").asString("");
  }

  /** Waits until an expression holds. */
  public void await(String expression) throws IOException, InterruptedException {
    for (int i = 0; i < 20 * PATIENCE_SECONDS; i++) {
      if (value(expression).equals("true")) {
        return;
      }
      Thread.sleep(50);
    }
    throw new IOException(
        "it never came to "
            + expression
            + "; the page says: "
            + value("document.body.innerText.slice(0, 2000)"));
  }

  /** Clicks into the middle of the first element of a selector. */
  public void click(String selector) throws IOException, InterruptedException {
    double[] at = middle(selector);
    for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Map.of("type", type, "x", at[0], "y", at[1], "button", "left", "clickCount", 1));
    }
  }

  /** Moves the mouse onto the first element of a selector. */
  public void hover(String selector) throws IOException, InterruptedException {
    double[] at = middle(selector);
    call("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", at[0], "y", at[1]));
  }

  private double[] middle(String selector) throws IOException, InterruptedException {
    String quoted = JSON.writeValueAsString(selector);
    await("document.querySelector(" + quoted + ") !== null");
    String[] at =
        value(
                "(e => { e.scrollIntoView({block: 'nearest'}); const r = e.getBoundingClientRect();"
                    + " return (r.left + r.width / 2) + ' ' + (r.top + r.height / 2); })"
                    + "(document.querySelector("
                    + quoted
                    + "))")
            .split(" ");
    return new double[] {Double.parseDouble(at[0]), Double.parseDouble(at[1])};
  }

  /** Presses keys: a name such as {@code ArrowDown}, or one character. */
  public void press(String... keys) throws IOException, InterruptedException {
    for (String key : keys) {
      boolean character = key.length() == 1;
      int code = character ? 0 : CODES.getOrDefault(key, 0);
      Map<String, Object> down =
          character
              ? Map.of("type", "keyDown", "key", key, "text", key)
              : Map.of("type", "keyDown", "key", key, "windowsVirtualKeyCode", code);
      call("Input.dispatchKeyEvent", down);
      call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }
  }

  /** Types a text, key by key. */
  public void type(String text) throws IOException, InterruptedException {
    List<String> keys = new ArrayList<>();
    text.chars().forEach(c -> keys.add(String.valueOf((char) c)));
    press(keys.toArray(String[]::new));
  }

  /** A picture of what is to be seen. */
  public void picture(Path png) throws IOException, InterruptedException {
    JsonNode shot = call("Page.captureScreenshot", Map.of("format", "png"));
    Files.write(png, Base64.getDecoder().decode(shot.path("data").asString("")));
  }

  @Override
  public void close() {
    try {
      call("Browser.close", Map.of());
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      System.err.println("the browser did not close: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      socket.abort();
      process.destroyForcibly();
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        answers.add(JSON.readTree(text.toString()));
        text.setLength(0);
      }
      return WebSocket.Listener.super.onText(webSocket, data, last);
    }
  }
}
