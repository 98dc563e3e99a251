package io.didact.model.gguf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Coverage-guided fuzzing of the reader: tensors that lie one after another within the file, and
 * what is made of the keys, or an {@link IOException} that names the file; nothing else.
 *
 * <p>A test run tries the inputs kept beside it; {@code mvn test -Pfuzz} looks for new ones.
 */
class GgufFileFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void filesAreModelsOrAnIoException(byte[] bytes) {
    try {
      GgufFile file = GgufFile.read(new GgufBytes.Memory(bytes));
      long free = 0;
      for (GgufTensor tensor : file.tensors().values()) {
        if (tensor.start() < free
            || tensor.end() <= tensor.start()
            || tensor.end() > bytes.length) {
          throw new AssertionError(tensor + " after " + free);
        }
        free = tensor.end();
      }
      GgufSummary summary = GgufSummary.of(file, () -> GgufModel.check(file));
      if (summary.problem() != null && !summary.problem().startsWith("f: ")) {
        throw new AssertionError(summary.problem());
      }
      TokenizerJson.of(file.metadata()).write(OutputStream.nullOutputStream());
    } catch (IOException e) {
      if (!e.getMessage().startsWith("f: ")) {
        throw new AssertionError(e);
      }
    }
  }
}
