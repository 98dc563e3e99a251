package io.didact.hub;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What a server answered; the body is read as it comes. Java's client waits for a silent body
 * forever, so a watch closes it.
 */
final class Answer implements Closeable {
  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "hub-watch");
            thread.setDaemon(true);
            return thread;
          });

  /** Least bytes a second; who sends fewer holds a pull for days. */
  private static final int LEAST = 256;

  private final HttpResponse<InputStream> response;
  private final Duration silence;
  private volatile boolean silent;

  /** Nanoseconds that were waited for bytes, and how many came, of late. */
  private long waited;

  private long came;

  Answer(HttpResponse<InputStream> response, Duration silence) {
    this.response = response;
    this.silence = silence;
  }

  int status() {
    return response.statusCode();
  }

  Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** Length of the body, where it is announced. */
  OptionalLong length() throws IOException {
    try {
      return response.headers().firstValueAsLong("Content-Length");
    } catch (NumberFormatException e) {
      throw new IOException(host() + " announces a length that is no number", e);
    }
  }

  String host() {
    return String.valueOf(response.uri().getHost());
  }

  /**
   * The next bytes of the body; −1 at its end.
   *
   * @throws IOException also where nothing, or next to nothing, comes for too long
   */
  int read(byte[] buffer) throws IOException {
    Future<?> watch = WATCH.schedule(this::giveUp, silence.toMillis(), TimeUnit.MILLISECONDS);
    int count;
    long began = System.nanoTime();
    try {
      count = response.body().read(buffer);
    } catch (IOException e) {
      throw new IOException(
          silent
              ? silenceMessage()
              : "the connection to " + host() + " broke off: " + e.getMessage(),
          e);
    } finally {
      watch.cancel(false);
    }
    if (silent) {
      throw new IOException(silenceMessage());
    }
    requirePace(count, System.nanoTime() - began);
    return count;
  }

  private void requirePace(int count, long nanos) throws IOException {
    came += Math.max(0, count);
    waited += nanos;
    if (waited < silence.toNanos()) {
      return;
    }
    if (count >= 0 && came < LEAST * (waited / 1e9)) {
      throw new IOException(
          "%s sent %d bytes in %d s"
              .formatted(host(), came, TimeUnit.NANOSECONDS.toSeconds(waited)));
    }
    came = 0;
    waited = 0;
  }

  /**
   * The whole body.
   *
   * @throws HubException where it is larger than {@code most} bytes
   */
  byte[] all(int most) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 14];
    for (int n = read(buffer); n >= 0; n = read(buffer)) {
      if (bytes.size() + n > most) {
        throw new HubException(
            "%s answers with more than %d MiB where a list of files was asked for"
                .formatted(host(), most >> 20));
      }
      bytes.write(buffer, 0, n);
    }
    return bytes.toByteArray();
  }

  /** How long the server asks to wait; zero where it does not. */
  Duration retryAfter() {
    String text = header("Retry-After").orElse("").strip();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      ZonedDateTime then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      ZonedDateTime now =
          ZonedDateTime.parse(header("Date").orElse(""), DateTimeFormatter.RFC_1123_DATE_TIME);
      return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }

  private String silenceMessage() {
    return host() + " sent nothing for " + silence.toSeconds() + " s";
  }

  private void giveUp() {
    silent = true;
    try {
      close();
    } catch (IOException e) {
      return; // the reader fails all the same
    }
  }

  @Override
  public void close() throws IOException {
    InputStream body = response.body();
    if (body != null) { // Java's client has none where a proxy refuses a tunnel
      body.close();
    }
  }
}
