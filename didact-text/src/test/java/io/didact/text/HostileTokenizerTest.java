package io.didact.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Files that are damaged or mean harm are refused with an IOException, or load and work. */
class HostileTokenizerTest {
  /** Mutated files of each shape. */
  private static final int TRIALS = Integer.getInteger("didact.test.mutations", 300);

  private static void assertRefused(String json, String message) {
    assertThatIOException()
        .isThrownBy(() -> Tokenizer.of(json, "the file"))
        .withMessageStartingWith("the file")
        .withMessageContaining(message);
  }

  @Test
  void aTokenWithTwoIdsOrAnIdWithTwoTokensIsNamed() {
    assertRefused(
        SyntheticTokenizers.letters("ab", SyntheticTokenizers.addedToken(7, "a", "")),
        "token 'a' has two ids, 0 and 7");
    assertRefused(
        SyntheticTokenizers.letters("ab", SyntheticTokenizers.addedToken(1, "<s>", "")),
        "id 1 belongs to two tokens, 'b' and '<s>'");
    assertRefused(
        SyntheticTokenizers.letters(
            "ab",
            SyntheticTokenizers.addedToken(2, "<s>", ""),
            SyntheticTokenizers.addedToken(2, "<t>", "")),
        "id 2 belongs to two tokens, '<s>' and '<t>'");
    assertRefused(
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0, \"b\": 0}, \"merges\": []}}",
        "id 0 belongs to two tokens, 'a' and 'b'");
  }

  @Test
  void anAddedTokenThatTheLibraryWouldRenumberIsNamed() {
    String json = SyntheticTokenizers.unigramJson();
    JsonNode root = JsonMapper.shared().readTree(json);
    ((ArrayNode) root.path("added_tokens"))
        .addPOJO(SyntheticTokenizers.addedToken(5_000, "<end>", "special"));
    assertRefused(
        root.toString(),
        "'<end>' has id 5000, but added tokens of a Unigram model are numbered on");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "2147483648 | not an integer from 0 on",
        "4194305    | not an integer from 0 on",
        "-1         | not an integer from 0 on",
        "1.5        | not an integer from 0 on",
        "\"1\"      | not an integer from 0 on",
        "null       | not an integer from 0 on",
        "{}         | not an integer from 0 on",
      })
  void idsThatAreNoneAreRefused(String id, String message) {
    assertRefused("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": " + id + "}}}", message);
    assertRefused(
        "{\"model\": {\"vocab\": {\"a\": 0}}, \"added_tokens\": [{\"content\": \"<s>\", \"id\": "
            + id
            + "}]}",
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\": \"Whitespace\"}      | pre-tokenizer Whitespace, which drops what it cuts at",
        "{\"type\": \"WhitespaceSplit\"} | pre-tokenizer WhitespaceSplit",
        "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"BertPreTokenizer\"}]} | BertPreTokenizer",
        "{\"type\": \"Split\", \"pattern\": {\"String\": \" \"}, \"behavior\": \"Removed\", \"invert\": false} | drops",
        "{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"never\"} | supported is '▁'",
        "{\"type\": \"NoSuchStep\"} | no pre-tokenizer known here",
        "7 | pre_tokenizer is 7, not an object with a type",
      })
  void stepsAfterWhichATextIsLostAreRefused(String step, String message) {
    JsonNode root = JsonMapper.shared().readTree(SyntheticTokenizers.letters("ab"));
    ((ObjectNode) root).set("pre_tokenizer", JsonMapper.shared().readTree(step));
    assertRefused(root.toString(), message);
  }

  @Test
  void nestingIsBounded() {
    String deep = "[".repeat(100_000);
    assertRefused(deep, "is not JSON");
    String step = "{\"type\": \"Sequence\", \"normalizers\": [";
    assertRefused(
        "{\"model\": {\"vocab\": {\"a\": 0}}, \"normalizer\": "
            + step.repeat(40)
            + "]}".repeat(40)
            + "}",
        "is nested too deeply");
  }

  @Test
  void aGiantFileIsNotRead(@TempDir Path directory) throws IOException {
    Path file = directory.resolve(Tokenizer.FILE_NAME);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    assertThatIOException()
        .isThrownBy(() -> Tokenizer.load(directory))
        .withMessageContaining(file + " is larger than 64 MiB");
  }

  /**
   * A table for "a" → "bc" and nothing else: unit 0 has offset 256, so that the child of byte 97 is
   * at 256 ⊕ 97 = 353. That unit has label 97, a leaf, and offset 256 too: its leaf is at 353 ⊕ 256
   * = 97, whose value is the place of "bc" among the texts, 1.
   */
  private static String charsMap(int rootOffset, int leafOffset, int text, int units) {
    ByteBuffer table = ByteBuffer.allocate(4 + 4 * units + 4).order(ByteOrder.LITTLE_ENDIAN);
    table.putInt(4 * units);
    int[] trie = new int[units];
    trie[0] = rootOffset << 10;
    trie[353] = leafOffset << 10 | 1 << 8 | 97;
    trie[97] = 1 << 31 | text;
    Arrays.stream(trie).forEach(table::putInt);
    table.put(new byte[] {0, 'b', 'c', 0});
    return Base64.getEncoder().encodeToString(table.array());
  }

  private static String precompiled(String table) {
    JsonNode root = JsonMapper.shared().readTree(SyntheticTokenizers.letters("abc "));
    ((ObjectNode) root)
        .putObject("normalizer")
        .put("type", "Precompiled")
        .put("precompiled_charsmap", table);
    return root.toString();
  }

  /** A look-up outside such a table would end the process. */
  @Test
  void aPrecompiledTableIsLookedThroughFirst() throws IOException {
    Tokenizer good = Tokenizer.of(precompiled(charsMap(256, 256, 1, 512)), "good");
    assertThat(good.encode("cbcc")).isEqualTo(TokenIds.of(2, 1, 2, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> good.encode("cac"))
        .withMessageContaining("'a' (U+0061) at position 1");
    assertRefused(precompiled(charsMap(512, 256, 1, 512)), "unit 0 points outside it");
    assertRefused(precompiled(charsMap(256, 1 << 15, 1, 512)), "unit 353 points outside it");
    assertRefused(precompiled(charsMap(256, 256, 5, 512)), "a leaf points to text 5 of 4");
    assertRefused(precompiled(charsMap(256, 256, 1, 354)), "points outside it");
    assertRefused(precompiled("BAAAAP////9hYQ=="), "damaged");
    assertRefused(precompiled("AAAA"), "damaged");
    assertRefused(precompiled(""), "damaged");
    assertRefused(precompiled("!"), "it is not Base64");
  }

  /** Any place of any shape's file replaced by anything: an IOException, or ids for some texts. */
  @Test
  void mutatedFilesAreRefusedOrWork() {
    List<String> files =
        List.of(
            SyntheticTokenizers.byteLevelJson(),
            SyntheticTokenizers.llama3Json(),
            SyntheticTokenizers.llama2Json(),
            SyntheticTokenizers.metaspaceJson("first"),
            SyntheticTokenizers.unigramJson(),
            SyntheticTokenizers.wordLevelJson(),
            precompiled(charsMap(256, 256, 1, 512)),
            SyntheticTokenizers.letters(
                "ab<>s ",
                SyntheticTokenizers.addedToken(8, "<s>", "lstrip single_word normalized")));
    SplittableRandom random = new SplittableRandom(5);
    int loaded = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      for (String file : files) {
        JsonNode root = JsonMapper.shared().readTree(file);
        for (int n = 1 + random.nextInt(2); n > 0; n--) {
          mutate(root, random);
        }
        loaded += works(root.toString(), random) ? 1 : 0;
      }
    }
    assertThat(loaded).isBetween(TRIALS, 8 * TRIALS - TRIALS);
  }

  private static boolean works(String json, SplittableRandom random) {
    Tokenizer tokenizer;
    try {
      tokenizer = Tokenizer.of(json, "mutated");
    } catch (IOException e) {
      return false;
    }
    for (int i = 0; i < 3; i++) {
      String text = RandomText.next(random, 6, List.of("<s>", "<unk>", "<end>", "ab"));
      try {
        TokenIds ids = TokenIds.concat(tokenizer.encode(text), tokenizer.encodeContinuation(text));
        assertThat(tokenizer.bytes(ids)).isNotNull();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
    return true;
  }

  private static void mutate(JsonNode root, SplittableRandom random) {
    List<JsonNode> containers = new ArrayList<>();
    gather(root, containers, random);
    JsonNode parent = containers.get(random.nextInt(containers.size()));
    if (parent instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = List.copyOf(object.propertyNames());
      String name = names.get(random.nextInt(names.size()));
      if (random.nextInt(4) == 0) {
        object.remove(name);
      } else {
        object.set(name, anything(object.get(name), random));
      }
    } else if (parent instanceof ArrayNode array && !array.isEmpty()) {
      int at = random.nextInt(array.size());
      if (random.nextInt(4) == 0) {
        array.remove(at);
      } else {
        array.set(at, anything(array.get(at), random));
      }
    }
  }

  /** Large containers count once; of their many entries a few are looked into. */
  private static void gather(JsonNode node, List<JsonNode> containers, SplittableRandom random) {
    if (!node.isContainer()) {
      return;
    }
    containers.add(node);
    for (JsonNode child : node.values()) {
      if (node.size() < 20 || random.nextInt(40) == 0) {
        gather(child, containers, random);
      }
    }
  }

  private static JsonNode anything(JsonNode old, SplittableRandom random) {
    JsonMapper json = JsonMapper.shared();
    String text = old.isString() ? old.stringValue() : "x";
    byte[] noise = new byte[random.nextInt(30)];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) random.nextInt();
    }
    return switch (random.nextInt(13)) {
      case 0 -> json.getNodeFactory().nullNode();
      case 1 -> json.getNodeFactory().numberNode(random.nextInt(20));
      case 2 -> json.getNodeFactory().numberNode(random.nextLong());
      case 3 -> json.getNodeFactory().numberNode(random.nextDouble() * 1e10);
      case 4 -> json.getNodeFactory().booleanNode(random.nextBoolean());
      case 5 -> json.getNodeFactory().stringNode("");
      case 6 -> json.getNodeFactory().stringNode(text + RandomText.next(random, 3, List.of()));
      case 7 ->
          json.getNodeFactory().stringNode(text.substring(0, random.nextInt(text.length() + 1)));
      case 8 -> json.getNodeFactory().stringNode(Base64.getEncoder().encodeToString(noise));
      case 9 -> json.createArrayNode();
      case 10 -> json.createObjectNode();
      case 11 -> json.getNodeFactory().stringNode(new String(noise, StandardCharsets.UTF_8));
      default ->
          old.isInt()
              ? json.getNodeFactory().numberNode(old.intValue() + 1 - random.nextInt(3))
              : old;
    };
  }
}
