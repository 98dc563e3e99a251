package io.didact.model.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Coverage-guided fuzzing of the header parser: entries that lie one after another within the file,
 * or an {@link IOException} that names the file; nothing else.
 *
 * <p>A test run tries the inputs kept beside it; {@code mvn test -Pfuzz} looks for new ones.
 */
class SafetensorsHeaderFuzzTest {
  private static final long DATA = 1000;
  private static final long SIZE = 1032;

  @FuzzTest(maxDuration = "60s")
  void headersAreEntriesOrAnIoException(byte[] bytes) {
    String header = new String(bytes, StandardCharsets.UTF_8);
    long free = DATA;
    try {
      for (Safetensors.Entry entry :
          SafetensorsHeader.parse(Path.of("f"), header, DATA, SIZE).values()) {
        if (entry.start() != free || entry.end() < entry.start() || entry.end() > SIZE) {
          throw new AssertionError(entry + " after " + free);
        }
        free = entry.end();
      }
      if (free != SIZE) {
        throw new AssertionError("the entries end at " + free);
      }
    } catch (IOException e) {
      if (!e.getMessage().startsWith("f: ")) {
        throw new AssertionError(e);
      }
    }
  }
}
