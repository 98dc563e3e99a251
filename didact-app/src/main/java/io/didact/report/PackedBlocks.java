package io.didact.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Data of a page as its script reads them: rows in compressed blocks, which it unpacks when they
 * are looked at, so that the page opens at once; and an index of what is needed to find them.
 */
final class PackedBlocks {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Takes what was written, element by element. */
  interface Elements {
    void put(String element) throws IOException;
  }

  private final int perBlock;
  private final Elements elements;
  private ArrayNode block = JSON.createArrayNode();
  private int blocks;

  PackedBlocks(int perBlock, Elements elements) {
    this.perBlock = perBlock;
    this.elements = elements;
  }

  void add(JsonNode row) throws IOException {
    block.add(row);
    if (block.size() == perBlock) {
      flush();
    }
  }

  /** Writes the last block and the index. In JSON without {@code <} nothing ends the element. */
  void finish(ObjectNode index) throws IOException {
    if (!block.isEmpty()) {
      flush();
    }
    String json = JSON.writeValueAsString(index.put("perBlock", perBlock));
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
}
