package io.didact.data;

import io.didact.text.SyntheticTokenizers;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process does at its first start with both native libraries of this module: reads a table
 * and encodes a text. Says {@code whole} and, where the system lists them, from where it has loaded
 * them.
 */
final class ColdStart {
  private ColdStart() {}

  public static void main(String[] args) throws IOException {
    try {
      try (Stream<String> rows = ParquetFile.read(Path.of(args[0]), row -> row.string("b"))) {
        require(rows.toList().equals(List.of("2")));
      }
      Tokenizer tokenizer = SyntheticTokenizers.byteLevel();
      require(
          new String(tokenizer.bytes(tokenizer.encode("né")), StandardCharsets.UTF_8).equals("né"));
    } catch (IOException | Error e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
    System.out.println("whole");
    Path maps = Path.of("/proc/self/maps");
    if (Files.isReadable(maps)) {
      Files.readAllLines(maps).stream()
          .filter(line -> line.matches(".*/lib(tokenizers|duckdb)[^/]*"))
          .map(line -> line.substring(line.indexOf('/')))
          .distinct()
          .forEach(System.out::println);
    }
  }

  private static void require(boolean right) throws IOException {
    if (!right) {
      throw new IOException("read otherwise");
    }
  }
}
