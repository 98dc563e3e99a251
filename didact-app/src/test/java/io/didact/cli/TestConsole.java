package io.didact.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A console in memory. */
final class TestConsole {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console;

  TestConsole(String in) {
    this(in, false);
  }

  TestConsole(String in, boolean terminal) {
    console =
        new Console(
            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal);
  }

  Console console() {
    return console;
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
