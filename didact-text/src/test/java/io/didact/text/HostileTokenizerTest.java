package io.didact.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Files that are damaged or mean harm are refused with an IOException, or load and work. */
class HostileTokenizerTest {
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
        .withMessageContaining(file + ": larger than 64 MiB");
  }

  /**
   * A table for "a" → "bc" and nothing else: unit 0 has offset 256, so that the child of byte 97 is
   * at 256 ⊕ 97 = 353. That unit has label 97, a leaf, and offset 256 too: its leaf is at 353 ⊕ 256
   * = 97, whose value is the place of "bc" among the texts, 1.
   */
  static String charsMap(int rootOffset, int leafOffset, int text, int units) {
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

  static String precompiled(String table) {
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

  private static final String GOOD = SyntheticTokenizers.letters("abc xyz<>");

  private static String with(String key, String value) {
    ObjectNode root = (ObjectNode) JsonMapper.shared().readTree(GOOD);
    root.put(key, "as it is"); // a tree would not keep half of a surrogate pair
    return root.toString().replace("\"as it is\"", value);
  }

  private static String normalizers(String... steps) {
    return with(
        "normalizer", "{\"type\":\"Sequence\",\"normalizers\":[" + String.join(",", steps) + "]}");
  }

  private static String replace(String pattern, String content) {
    return "{\"type\":\"Replace\",\"pattern\":" + pattern + ",\"content\":\"" + content + "\"}";
  }

  /** What is not needed does not reach the library, whatever it is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"\\ud800\"}",
        "\"\\udc00\"",
        "{\"type\": \"Strip\", \"content\": \"\\ud800\", \"start\": -1, \"stop\": 1e99}",
        "[[[[7]]]]",
        "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"(((\"}, \"content\": 1}",
        "{\"type\": \"NoSuchDecoder\"}",
      })
  void decodersAndTheirLikeAreNotLookedAt(String value) throws IOException {
    for (String key : List.of("decoder", "post_processor", "truncation", "padding")) {
      assertThat(Tokenizer.of(with(key, value), key).encode("a b")).hasToString("[0, 3, 1]");
    }
  }

  @Test
  void nestingOfWhatIsNotNeededIsBoundedToo() throws IOException {
    String start = "{\"type\":\"Sequence\",\"decoders\":[";
    String fuse = "{\"type\":\"Fuse\"}";
    String deep = start.repeat(90) + fuse + "]}".repeat(90);
    assertThat(Tokenizer.of(with("decoder", deep), "deep").encode("a")).hasToString("[0]");
    String file =
        GOOD.replace(
            "\"decoder\":" + fuse, "\"decoder\":" + start.repeat(130) + fuse + "]}".repeat(130));
    assertThat(file).isNotEqualTo(GOOD);
    assertRefused(file, "nesting depth");
  }

  @Test
  void whatIsHiddenBehindADecoyIsFound() {
    String bad = "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAAA\"}";
    assertRefused(normalizers(bad), "damaged");
    assertRefused(
        with("normalizer", bad.replace("}", ",\"normalizers\":[]}")),
        "normalizer.normalizers is not known");
    assertRefused(
        with(
            "normalizer",
            "{\"type\":\"Sequence\",\"normalizers\":[],\"pretokenizers\":[" + bad + "]}"),
        "normalizer.pretokenizers is not known");
    assertRefused(
        GOOD.replace("\"normalizer\":null", "\"normalizer\":null,\"normalizer\":" + bad),
        "uplicate");
    assertRefused(with("pre_tokenizer", bad), "no pre-tokenizer known here");
    assertRefused(with("Normalizer", bad), "Normalizer is not known");
    assertRefused(with("normalizer", "[" + bad + "]"), "not an object with a type");
  }

  @Test
  void whatGrowsATextIsBounded() throws IOException {
    String twice = replace("{\"String\":\"a\"}", "aa");
    String[] many = new String[31];
    Arrays.fill(many, twice);
    assertRefused(normalizers(many), "normalizer.normalizers[5] makes texts too long");
    assertRefused(normalizers(replace("{\"String\":\"\"}", "a")), "is empty");
    assertRefused(normalizers(replace("{\"Regex\":\"x*\"}", "a")), "may match nothing");
    assertRefused(normalizers(replace("{\"Regex\":\"$\"}", "a")), "may match nothing");
    assertRefused(normalizers(replace("{\"String\":\"a\"}", "b".repeat(65))), "at most 64");
    assertRefused(normalizers(replace("{\"String\":\"a\"}", "b".repeat(64))), "too long");
    assertRefused(normalizers("{\"type\":\"Prepend\",\"prepend\":\"aaaa\"}"), "supported are");
    String level = "{\"type\":\"ByteLevel\"}";
    assertRefused(normalizers(level, level), "more than one step of type ByteLevel");
    assertThat(Tokenizer.of(normalizers(replace("{\"String\":\"b\"}", "b")), "same").encode("b"))
        .hasToString("[1]");
  }

  /** FixedLength divides by its length; regular expressions of these kinds have too many ways. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "(a+)+b        ; repeats a group",
        "(?:a|a)*b     ; repeats a group",
        "(?:a*)*       ; repeats a group",
        "a*a*b         ; take very long",
        "\\s+\\s+\\s+x  ; take very long",
        "(?:a?){30}b   ; repeats a group",
        "a?a?a?a?a?a?a?a?a?b ; take very long",
        "(?=a*b)a*c    ; take very long",
        "a{1,200}a{1,200}b ; take very long",
        "a{99999}      ; repeats {99999} times",
        "(?:a{100}){100} ; repeats {100} times",
        "(a)\\1        ; what is not known",
        "\\X+           ; what is not known",
        "(?<name>a)    ; what is not known",
        "(?i)a         ; what is not known",
        "(?~ab)        ; what is not known",
        "[]            ; what is not known",
        "[a            ; what is not known",
        "(a            ; what is not known",
        "a)            ; what is not known",
        "*a            ; what is not known",
        "((((((((((a)))))))))) ; nested too deeply",
      })
  void patternsThatMayTakeLongAreRefused(String pattern, String message) {
    String regex = "{\"Regex\":" + JsonMapper.shared().writeValueAsString(pattern) + "}";
    assertRefused(
        with(
            "pre_tokenizer",
            "{\"type\":\"Split\",\"behavior\":\"Isolated\",\"pattern\":" + regex + "}"),
        message);
    assertRefused(normalizers(replace(regex, "b")), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"FixedLength\",\"length\":0} ; no pre-tokenizer known here",
        "{\"type\":\"Split\",\"pattern\":{\"String\":\"\"},\"behavior\":\"Isolated\"} ; is empty",
        "{\"type\":\"Split\",\"pattern\":{\"Glob\":\"a\"},\"behavior\":\"Isolated\"} ; pattern.Glob is not known",
        "{\"type\":\"Split\",\"pattern\":{\"String\":\"a\",\"Regex\":\"b\"},\"behavior\":\"Isolated\"} ; both",
        "{\"type\":\"Split\",\"pattern\":{\"String\":\"a\"},\"behavior\":\"isolated\"} ; is isolated, which is not known",
        "{\"type\":\"Digits\",\"individual_digits\":1} ; not true or false",
        "{\"type\":\"Digits\",\"base\":2} ; pre_tokenizer.base is not known",
        "{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"last\"} ; is last",
        "{\"individual_digits\":true} ; type is missing",
      })
  void stepsOutOfBoundsAreRefused(String step, String message) {
    assertRefused(with("pre_tokenizer", step), message);
  }

  @Test
  void addedTokensAreBounded() {
    assertRefused(
        SyntheticTokenizers.letters(
            "a ", SyntheticTokenizers.addedToken(5, "x".repeat(100_000), "")),
        "added_tokens[0].content has a text of 100000 characters");
    Object[] many = new Object[50_001];
    Arrays.setAll(many, i -> SyntheticTokenizers.addedToken(5 + i, "<" + i + ">", ""));
    assertRefused(SyntheticTokenizers.letters("a ", many), "has 50001 elements");
    assertRefused(
        SyntheticTokenizers.letters(
            "a ",
            SyntheticTokenizers.addedToken(5, "<s>", "rstrip"),
            SyntheticTokenizers.addedToken(6, "  ", "lstrip")),
        "have a token that strips white space");
    assertRefused(
        with("added_tokens", "[{\"id\":9,\"content\":\"\\ud800\"}]"), "half of a surrogate pair");
    assertRefused(
        with("added_tokens", "[{\"id\":9,\"content\":\"x\",\"trim\":true}]"), "trim is not known");
    assertRefused(with("added_tokens", "{\"id\":9}"), "not a list");
  }

  private static String unigram(String entry, int unknown) {
    return with(
        "model",
        "{\"type\":\"Unigram\",\"unk_id\":" + unknown + ",\"vocab\":[[\"▁\",0.0]," + entry + "]}");
  }

  @Test
  void modelsAreBounded() {
    assertRefused(unigram("[\"a\",1e999]", 0), "no text with a score");
    assertRefused(unigram("[\"a\",\"NaN\"]", 0), "no text with a score");
    assertRefused(unigram("[\"a\"]", 0), "no text with a score");
    assertRefused(unigram("[\"▁\",1]", 0), "twice");
    assertRefused(unigram("[\"" + "a".repeat(257) + "\",1]", 0), "at most 256");
    assertRefused(unigram("[\"a\",1]", 2), "unk_id is 2");
    String bpe = "{\"type\":\"BPE\",\"vocab\":{\"a\":0,\" \":1},\"merges\":[%s]%s}";
    assertRefused(with("model", bpe.formatted("\"a b\"", "")), "model.merges[0] is no pair");
    assertRefused(with("model", bpe.formatted("[\"a\"]", "")), "model.merges[0] is no pair");
    assertRefused(
        with("model", bpe.formatted("[\"a\",\"a\"],\"a a\"", "")), "model.merges[1] is no pair");
    assertRefused(
        with("model", bpe.formatted("", ",\"unk_token\":\"<unk>\"")), "not in the vocabulary");
    assertRefused(with("model", bpe.formatted("", ",\"fuse_unk\":1")), "not true or false");
    assertRefused(
        with("model", bpe.formatted("", ",\"sampling\":0.1")), "model.sampling is not known");
    assertRefused(
        with("model", "{\"vocab\":{\"" + "a".repeat(2_049) + "\":0},\"merges\":[]}"),
        "at most 2048");
    assertRefused(GOOD.replace("\"a\":0", "\"\\udc00\":0"), "surrogate");
    assertRefused(GOOD.replace("\"1.0\"", "\"2.0\""), "known is 1.0");
  }
}
