package io.didact.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The library against byte-level BPE written down from its definition. */
class NaiveBpeTest {
  private static final List<String> MARKS =
      List.of("<|im_end|>", "<|im_start|>", "<|endoftext|>", "<|im_", "'LL", "'ſ", "\u00a0\n");

  @Test
  void sameIdsAsTheLibraryForQwen() throws IOException {
    Tokenizer qwen = QwenTokenizer.get();
    compare(qwen, JsonMapper.shared().readTree(Files.readAllBytes(QwenTokenizer.file())), 30_000);
  }

  @Test
  void sameIdsAsTheLibraryForASmallVocabulary() {
    compare(
        SyntheticTokenizers.byteLevel(),
        JsonMapper.shared().readTree(SyntheticTokenizers.byteLevelJson()),
        5_000);
  }

  private static void compare(Tokenizer tokenizer, JsonNode root, int texts) {
    NaiveBpe naive = new NaiveBpe(root, SyntheticTokenizers.QWEN_PIECES);
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < texts; i++) {
      String text = known(RandomText.next(random, 12, MARKS));
      assertThat(tokenizer.encode(text)).as("%s", text).isEqualTo(naive.encode(text));
    }
  }

  /** Without code points that one of the two may not have heard of. */
  private static String known(String text) {
    return text.codePoints()
        .filter(Character::isDefined)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** By hand: l+o is merged before o+w, then lo+w; in "owl" no merge applies but o+w. */
  @Test
  void mergesInTheOrderOfTheList() {
    String json =
        """
        {"model": {"vocab": {"l": 0, "o": 1, "w": 2, "lo": 3, "ow": 4, "low": 5},
                   "merges": ["l o", "o w", "lo w"]},
         "added_tokens": [{"id": 6, "content": "<e>"}]}
        """;
    NaiveBpe naive = new NaiveBpe(JsonMapper.shared().readTree(json), ".+");
    assertThat(naive.encode("low<e>owl")).isEqualTo(TokenIds.of(5, 6, 4, 0));
  }
}
