package io.didact.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A program that reads files of the published layouts with random changes and writes texts with
 * them. It says the number of each before it is read, so that one at which the process ends is
 * known, and at the end how many could be read, the slowest and the most memory.
 */
public final class MutatedTokenizers {
  /** Parts that have brought the library down, and parts that are in order, to put anywhere. */
  private static final List<String> PARTS =
      List.of(
          "{\"type\":\"FixedLength\",\"length\":0}",
          "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAAA\"}",
          "{\"type\":\"Replace\",\"pattern\":{\"String\":\"a\"},\"content\":\"aa\"}",
          "{\"type\":\"Replace\",\"pattern\":{\"String\":\"\"},\"content\":\"a\"}",
          "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"(a|a)*b\"},\"content\":\"▁\"}",
          "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"\\\\s{2,}\"},\"content\":\" \"}",
          "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"\\\\s*x|(?=a)|\"},\"behavior\":\"Isolated\",\"invert\":true}",
          "{\"type\":\"Split\",\"pattern\":{\"Regex\":\".+?(?!a)\"},\"behavior\":\"Removed\",\"invert\":true}",
          "{\"type\":\"Split\",\"pattern\":{\"String\":\"e\"},\"behavior\":\"MergedWithNext\",\"invert\":false}",
          "{\"type\":\"Prepend\",\"prepend\":\"▁\"}",
          "{\"type\":\"Prepend\",\"prepend\":\"\"}",
          "{\"type\":\"NFKC\"}",
          "{\"type\":\"NFD\"}",
          "{\"type\":\"Nmt\"}",
          "{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true}",
          "{\"type\":\"ByteLevel\"}",
          "{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":true}",
          "{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"always\"}",
          "{\"type\":\"UnicodeScripts\"}",
          "{\"type\":\"Punctuation\",\"behavior\":\"MergedWithPrevious\"}",
          "{\"type\":\"Digits\",\"individual_digits\":true}",
          "{\"id\":0,\"content\":\" \",\"lstrip\":true,\"rstrip\":true,\"normalized\":false}",
          "{\"id\":1,\"content\":\"a\",\"single_word\":true,\"normalized\":true,\"special\":true}",
          "{\"id\":7,\"content\":\"\\u0001\",\"normalized\":true}",
          "{\"type\":\"Unigram\",\"unk_id\":null,\"vocab\":[[\"▁\",0],[\"a\",-1],[\"aa\",1e308]]}",
          "{\"type\":\"BPE\",\"vocab\":{\" \":0,\"a\":1,\"aa\":2},\"merges\":[\"a a\",\"aa  \"]}",
          "[\"a\",\"b\"]",
          "\"▁\"",
          "0.5",
          "1e400",
          "\"" + "a".repeat(3_000) + "\"");

  private static final List<String> TEXTS =
      List.of(
          "<s>", "</s>", "<unk>", "<|im_end|>", " ".repeat(500), "a".repeat(500), "7".repeat(300));

  private final SplittableRandom random;
  private final List<JsonNode> files = new ArrayList<>();

  private MutatedTokenizers(long seed, Collection<String> files) {
    this.random = new SplittableRandom(seed);
    files.forEach(file -> this.files.add(JsonMapper.shared().readTree(file)));
  }

  /**
   * @param arguments first number, number after the last
   */
  public static void main(String[] arguments) throws IOException {
    List<String> files = new ArrayList<>(PublishedLayouts.all().values());
    files.add(SyntheticTokenizers.wordLevelJson());
    files.add(HostileTokenizerTest.precompiled(HostileTokenizerTest.charsMap(256, 256, 1, 512)));
    files.add(
        SyntheticTokenizers.letters(
            "ab<>s ", SyntheticTokenizers.addedToken(8, "<s>", "lstrip single_word normalized")));
    int loaded = 0;
    long slowest = 0;
    for (int n = Integer.parseInt(arguments[0]); n < Integer.parseInt(arguments[1]); n++) {
      System.out.println(n);
      MutatedTokenizers one = new MutatedTokenizers(n, files);
      String json = one.file();
      long start = System.nanoTime();
      loaded += one.works(json) ? 1 : 0;
      long millis = (System.nanoTime() - start) / 1_000_000;
      if (millis > slowest) {
        slowest = millis;
        System.out.println("slowest " + n + " " + millis + " ms");
      }
    }
    System.out.println("loaded " + loaded + " slowest " + slowest + " ms " + peak());
  }

  /** The most memory that the process has had, on Linux. */
  private static String peak() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        ? Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmHWM"))
            .findFirst()
            .orElse("")
        : "";
  }

  private String file() {
    JsonNode root = files.get(random.nextInt(files.size())).deepCopy();
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      mutate(root);
    }
    return root.toString();
  }

  private boolean works(String json) {
    Tokenizer tokenizer;
    try {
      tokenizer = Tokenizer.of(json, "mutated");
    } catch (IOException e) {
      return false;
    }
    for (int i = 0; i < 4; i++) {
      String text = RandomText.next(random, 6, TEXTS);
      try {
        TokenIds ids = TokenIds.concat(tokenizer.encode(text), tokenizer.encodeContinuation(text));
        tokenizer.bytes(ids);
      } catch (IllegalArgumentException e) {
        if (String.valueOf(e.getMessage()).contains("null")) {
          throw e;
        }
      }
    }
    return true;
  }

  private void mutate(JsonNode root) {
    List<JsonNode> containers = new ArrayList<>();
    gather(root, containers);
    JsonNode parent = containers.get(random.nextInt(containers.size()));
    if (parent instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = List.copyOf(object.propertyNames());
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(8)) {
        case 0 -> object.remove(name);
        case 1 -> object.set(names.get(random.nextInt(names.size())), object.get(name).deepCopy());
        case 2 -> object.set(name + "s", object.get(name).deepCopy());
        default -> object.set(name, anything(object.get(name)));
      }
    } else if (parent instanceof ArrayNode array) {
      int at = random.nextInt(array.size() + 1);
      switch (array.isEmpty() ? 0 : random.nextInt(6)) {
        case 0, 1 -> array.insert(at, part());
        case 2 -> array.remove(Math.min(at, array.size() - 1));
        case 3 -> {
          JsonNode again = array.get(Math.min(at, array.size() - 1));
          for (int n = random.nextInt(40); n > 0; n--) {
            array.add(again.deepCopy());
          }
        }
        default -> {
          int there = Math.min(at, array.size() - 1);
          array.set(there, anything(array.get(there)));
        }
      }
    }
  }

  /** Large containers count once; of their many entries a few are looked into. */
  private void gather(JsonNode node, List<JsonNode> containers) {
    if (!node.isContainer()) {
      return;
    }
    containers.add(node);
    for (JsonNode child : node.values()) {
      if (node.size() < 20 || random.nextInt(40) == 0) {
        gather(child, containers);
      }
    }
  }

  private JsonNode part() {
    return JsonMapper.shared().readTree(PARTS.get(random.nextInt(PARTS.size())));
  }

  /** A part of another file. */
  private JsonNode foreign() {
    List<JsonNode> containers = new ArrayList<>();
    gather(files.get(random.nextInt(files.size())), containers);
    return containers.get(random.nextInt(containers.size())).deepCopy();
  }

  private JsonNode anything(JsonNode old) {
    var json = JsonMapper.shared().getNodeFactory();
    String text = old.isString() ? old.stringValue() : "x";
    byte[] noise = new byte[random.nextInt(30)];
    random.nextBytes(noise);
    return switch (random.nextInt(17)) {
      case 0 -> json.nullNode();
      case 1 -> json.numberNode(random.nextInt(20));
      case 2 -> json.numberNode(random.nextLong());
      case 3 -> json.numberNode(random.nextDouble() * 1e10);
      case 4 -> json.booleanNode(random.nextBoolean());
      case 5 -> json.stringNode("");
      case 6 -> json.stringNode(text + RandomText.next(random, 3, List.of()));
      case 7 -> json.stringNode(text.substring(0, random.nextInt(text.length() + 1)));
      case 8 -> json.stringNode(Base64.getEncoder().encodeToString(noise));
      case 9 -> json.arrayNode();
      case 10 -> json.objectNode();
      case 11, 12 -> part();
      case 13 -> foreign();
      case 14 -> json.stringNode(cut(text));
      case 15 -> {
        ObjectNode wrapped = json.objectNode().put("type", "Sequence");
        wrapped.putArray(random.nextBoolean() ? "normalizers" : "pretokenizers").add(old);
        yield wrapped;
      }
      default ->
          old.isInt() ? json.numberNode(old.intValue() + 1 - random.nextInt(3)) : old.deepCopy();
    };
  }

  /** A pattern with a piece of it again, elsewhere. */
  private String cut(String text) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + random.nextInt(12));
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at) + text.substring(from, to) + text.substring(at);
  }
}
