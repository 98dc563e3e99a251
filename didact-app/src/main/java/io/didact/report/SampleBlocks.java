package io.didact.report;

import static io.didact.report.Markup.visible;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Samples as the browser's script reads them: their texts in {@link PackedBlocks}. */
final class SampleBlocks {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int PER_BLOCK = 32;

  /** Longest field in the index, in characters. */
  private static final int SHORT = 160;

  private final TextLimit limit;
  private final ArrayNode index = JSON.createArrayNode();
  private final PackedBlocks blocks;

  SampleBlocks(TextLimit limit, PackedBlocks.Elements elements) {
    this.limit = limit;
    this.blocks = new PackedBlocks(PER_BLOCK, elements);
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
    blocks.add(
        JSON.createArrayNode()
            .add(full(sample.prompt()))
            .add(full(sample.response()))
            .add(extracted == null ? null : full(extracted))
            .add(full(sample.expected()))
            .add(full(sample.reason()))
            .add(full(sample.problem())));
  }

  /** Writes the last block and the index. */
  void finish() throws IOException {
    ObjectNode all = JSON.createObjectNode();
    all.set("samples", index);
    blocks.finish(all);
  }

  private String full(String text) {
    return visible(limit.apply(text));
  }

  private static String brief(String text) {
    return visible(text.length() <= SHORT ? text : text.substring(0, SHORT) + "…");
  }
}
