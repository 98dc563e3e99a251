package io.didact.bench;

import io.didact.config.Rules;
import io.didact.model.decoder.DecoderConfig;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prompts, how many completions each gets and how long they become: both sides of a comparison do
 * the same work, whatever they sample.
 *
 * @param prompts token ids of each question
 * @param solutions token ids of each question's solution
 * @param lengths tokens of each completion, for each prompt
 * @param microBatch completions that may go through a model at once; what they have in tokens is
 *     the bound
 */
public record Workload(
    List<TokenIds> prompts, List<TokenIds> solutions, List<int[]> lengths, int microBatch) {
  private static final long LARGEST_FILE = 64 << 20;
  private static final int USUAL_MICRO_BATCH = 8;

  public Workload {
    prompts = List.copyOf(prompts);
    solutions = List.copyOf(solutions);
    lengths = List.copyOf(lengths);
    new Rules()
        .require(!prompts.isEmpty(), "there must be a prompt")
        .require(
            prompts.size() == lengths.size() && prompts.size() == solutions.size(),
            "prompts, lengths and solution must be equally many, were %d, %d and %d"
                .formatted(prompts.size(), lengths.size(), solutions.size()))
        .require(
            prompts.stream().noneMatch(TokenIds::isEmpty)
                && solutions.stream().noneMatch(TokenIds::isEmpty),
            "no prompt or solution may be empty")
        .require(
            lengths.stream().allMatch(group -> group.length >= 2),
            "every prompt needs at least two lengths")
        .require(
            lengths.stream().flatMapToInt(Arrays::stream).allMatch(length -> length >= 1),
            "every length must be ≥ 1")
        .atLeast("microBatch", 1, microBatch)
        .done();
  }

  /**
   * Reads {@code {"prompts":[[id…]…],"lengths":[[n…]…],"solution":[[id…]…],"microBatch":m,
   * "group":g}}. {@code microBatch} may be missing, and is 8 then; {@code group}, where it is
   * there, must be the number of lengths of each prompt. Other keys are not looked at.
   *
   * @param model that is to do the work: it must know all ids, and have positions for the longest
   *     prompt with its completion and solution
   * @throws IOException naming the file, where it cannot be read or is none
   */
  public static Workload read(Path file, DecoderConfig model) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new IOException(file + " is larger than the " + LARGEST_FILE + " bytes of a workload");
    }
    try {
      JsonNode root = JsonMapper.shared().readTree(Files.readAllBytes(file));
      Workload work =
          new Workload(
              ids(root, "prompts", model.vocabSize()),
              ids(root, "solution", model.vocabSize()),
              lists(root, "lengths"),
              microBatch(root));
      work.requireGroup(root.path("group"));
      work.requirePositions(model.maxPositions());
      return work;
    } catch (JacksonException e) {
      throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is not a workload: " + e.getMessage(), e);
    }
  }

  private static List<TokenIds> ids(JsonNode root, String name, int vocabulary) {
    List<int[]> lists = lists(root, name);
    if (lists.stream().flatMapToInt(Arrays::stream).anyMatch(id -> id < 0 || id >= vocabulary)) {
      throw new IllegalArgumentException(
          "`" + name + "` has ids that the model lacks; it knows 0 to " + (vocabulary - 1));
    }
    return lists.stream().map(TokenIds::of).toList();
  }

  private static int microBatch(JsonNode root) {
    JsonNode value = root.path("microBatch");
    return value.isMissingNode() ? USUAL_MICRO_BATCH : wholeNumber("microBatch", value);
  }

  private void requireGroup(JsonNode group) {
    if (group.isMissingNode()) {
      return;
    }
    int each = wholeNumber("group", group);
    for (int p = 0; p < lengths.size(); p++) {
      if (lengths.get(p).length != each) {
        throw new IllegalArgumentException(
            "`group` is %d, and `lengths[%d]` has %d".formatted(each, p, lengths.get(p).length));
      }
    }
  }

  private void requirePositions(int positions) {
    for (int p = 0; p < prompts.size(); p++) {
      long longest = longest(p);
      if (longest > positions) {
        throw new IllegalArgumentException(
            "`prompts[%d]` with its longest completion and its solution has %d tokens, more than the model's %d positions (max_position_embeddings)"
                .formatted(p, longest, positions));
      }
    }
  }

  private static List<int[]> lists(JsonNode root, String name) {
    JsonNode outer = root.path(name);
    if (!outer.isArray() || outer.isEmpty()) {
      throw new IllegalArgumentException("`" + name + "` must be a list of lists, and not empty");
    }
    List<int[]> lists = new ArrayList<>();
    for (int i = 0; i < outer.size(); i++) {
      String place = name + "[" + i + "]";
      JsonNode inner = outer.get(i);
      if (!inner.isArray()) {
        throw new IllegalArgumentException("`" + place + "` must be a list of whole numbers");
      }
      lists.add(
          IntStream.range(0, inner.size())
              .map(j -> wholeNumber(place + "[" + j + "]", inner.get(j)))
              .toArray());
    }
    return lists;
  }

  private static int wholeNumber(String place, JsonNode value) {
    if (!value.isInt()) {
      String shown = value.toString();
      throw new IllegalArgumentException(
          "`%s` must be a whole number, was %s"
              .formatted(place, shown.length() > 60 ? shown.substring(0, 60) + "…" : shown));
    }
    return value.intValue();
  }

  /** A workload of random ids; the same arguments give the same. */
  public static Workload random(
      int vocabulary, int prompts, int promptTokens, int group, int least, int most) {
    SplittableRandom random = new SplittableRandom(11);
    List<TokenIds> questions = new ArrayList<>();
    List<TokenIds> solutions = new ArrayList<>();
    List<int[]> lengths = new ArrayList<>();
    for (int p = 0; p < prompts; p++) {
      questions.add(randomIds(random, promptTokens, vocabulary));
      solutions.add(randomIds(random, 16, vocabulary));
      lengths.add(random.ints(group, least, most + 1).toArray());
    }
    return new Workload(questions, solutions, lengths, USUAL_MICRO_BATCH);
  }

  static TokenIds randomIds(SplittableRandom random, int count, int vocabulary) {
    return TokenIds.of(random.ints(count, 2, vocabulary).toArray());
  }

  /** The first prompt's part, to warm up with. */
  Workload first() {
    return new Workload(
        prompts.subList(0, 1), solutions.subList(0, 1), lengths.subList(0, 1), microBatch);
  }

  /** Tokens of the longest completion. */
  int longestCompletion() {
    return lengths.stream().flatMapToInt(Arrays::stream).max().orElseThrow();
  }

  /** Tokens of all completions. */
  long completionTokens() {
    return lengths.stream().flatMapToInt(Arrays::stream).asLongStream().sum();
  }

  /**
   * What {@link #microBatch} completions have in tokens at most, with prompt and solution; an even
   * share of it for each worker, because all workers have one in flight.
   */
  public int tokensPerMicroBatch(int workerCount) {
    long longest = IntStream.range(0, prompts.size()).mapToLong(this::longest).max().orElseThrow();
    long share = (microBatch * longest + workerCount - 1) / workerCount;
    return (int) Math.min(share, Integer.MAX_VALUE);
  }

  /** Tokens of a prompt with its longest completion and its solution. */
  private long longest(int prompt) {
    long around = prompts.get(prompt).size() + solutions.get(prompt).size();
    return around + Arrays.stream(lengths.get(prompt)).max().orElseThrow();
  }
}
