package io.didact.report;

import static io.didact.report.Markup.visible;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Samples as the browser's script reads them: the texts in compressed blocks, which it unpacks when
 * they are looked at, so that the page opens at once; and an index of their short fields.
 */
final class SampleBlocks {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int PER_BLOCK = 32;

  /** Longest field in the index, in characters. */
  private static final int SHORT = 160;

  /** Takes what was written, element by element. */
  interface Elements {
    void put(String element) throws IOException;
  }

  private final TextLimit limit;
  private final Elements elements;
  private final ArrayNode index = JSON.createArrayNode();
  private ArrayNode block = JSON.createArrayNode();
  private int blocks;

  SampleBlocks(TextLimit limit, Elements elements) {
    this.limit = limit;
    this.elements = elements;
  }

  void add(BrowsedSample sample) throws IOException {
    @Nullable String extracted = sample.extracted().orElse(null);
    index
        .addArray()
        .add(brief(sample.problem()))
        .add(sample.sample())
        .add(sample.verdict().ordinal())
        .add(sample.truncated() ? 1 : 0)
        .add(sample.tokens())
        .add(extracted == null ? null : brief(extracted))
        .add(brief(sample.expected()))
        .add(brief(sample.subject().orElse("")))
        .add(brief(sample.level().orElse("")));
    block
        .addArray()
        .add(full(sample.prompt()))
        .add(full(sample.response()))
        .add(extracted == null ? null : full(extracted))
        .add(full(sample.expected()))
        .add(full(sample.reason()))
        .add(full(sample.problem()));
    if (block.size() == PER_BLOCK) {
      flush();
    }
  }

  /** Writes the last block and the index. In JSON without {@code <} nothing ends the element. */
  void finish() throws IOException {
    if (!block.isEmpty()) {
      flush();
    }
    String json =
        JSON.writeValueAsString(
            JSON.createObjectNode().put("perBlock", PER_BLOCK).set("samples", index));
    elements.put(
        "<script type=\"application/json\" id=\"index\">%s</script>\n"
            .formatted(json.replace("<", "\\u003c")));
  }

  private void flush() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(JSON.writeValueAsBytes(block));
    }
    String base64 = Base64.getEncoder().encodeToString(packed.toByteArray());
    elements.put(
        "<script type=\"text/plain\" id=\"block-%d\">%s</script>\n".formatted(blocks, base64));
    blocks++;
    block = JSON.createArrayNode();
  }

  private String full(String text) {
    return visible(limit.apply(text));
  }

  private static String brief(String text) {
    return visible(text.length() <= SHORT ? text : text.substring(0, SHORT) + "…");
  }
}
