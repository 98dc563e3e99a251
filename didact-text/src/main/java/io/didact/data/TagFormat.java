package io.didact.data;

import io.didact.config.ConfigException;
import io.didact.config.ConfigReader;
import io.didact.config.Reading;
import io.didact.config.Rules;
import io.didact.jinja.ChatTemplate;
import io.didact.jinja.WhiteSpace;
import io.didact.text.NearestName;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * How a problem looks to the teacher and to the student: everything that is text, as data.
 *
 * <pre>
 * teacher:  teacherPrompt  solution  between  explanation.open inner | t inner explanation.close
 * student:  studentPrompt  thought.open inner | t inner thought.close  between  solution  endOfTurn
 * where     solution = solution.open inner s inner solution.close
 * </pre>
 *
 * <p>What stands before {@code |} is the role's prompt. {@link TeacherFormat} and {@link
 * StudentFormat} turn this into token ids.
 *
 * @param name names the format in configurations and messages
 * @param teacherSystem the teacher's instructions, put in place of {@code {system}}; a {@code
 *     {system}} in them is in turn the problem's own system text
 * @param studentSystem the same for the student
 * @param teacherPrompt what stands before the teacher's turn, with {@code {system}} (where there is
 *     one) and {@code {question}}; {@code {question|trim}} takes the white space around it off
 * @param studentPrompt the same for the student
 * @param solution the tags around s
 * @param explanation the tags around t in the teacher's turn
 * @param thought the tags around t in the student's turn
 * @param inner what stands after an opening tag and before a closing one
 * @param between what stands between two sections
 * @param endOfTurn what ends the student's turn
 * @param turns whether the prompts and {@code endOfTurn} are those given here, or empty until the
 *     format is {@link #joined} with a model, whose chat template writes them
 */
public record TagFormat(
    String name,
    String teacherSystem,
    String studentSystem,
    String teacherPrompt,
    String studentPrompt,
    TagPair solution,
    TagPair explanation,
    TagPair thought,
    String inner,
    String between,
    String endOfTurn,
    Turns turns) {
  /** In the system texts, the place of the one that a row brings. */
  private static final String OF_ROW = "{system}";

  private static final int MAX_BYTES = 1 << 20;
  private static final Map<String, Supplier<TagFormat>> PRESETS =
      new TreeMap<>(
          Map.of(
              "stratos", TagFormat::stratos,
              "r1", TagFormat::r1,
              "small", TagFormat::small));

  /**
   * @throws IllegalArgumentException that names everything that is wrong
   */
  public TagFormat {
    TagFormatRules rules =
        new TagFormatRules(name)
            .tags("solution", solution)
            .tags("explanation", explanation)
            .tags("thought", thought);
    switch (turns) {
      case LITERAL ->
          rules
              .prompt("teacherPrompt", teacherPrompt, teacherSystem)
              .prompt("studentPrompt", studentPrompt, studentSystem)
              .filled("endOfTurn", endOfTurn);
      case CHAT_TEMPLATE -> {
        teacherPrompt = "";
        studentPrompt = "";
        endOfTurn = "";
      }
    }
    rules.done();
  }

  /** How YAML gives it: with the turns of a chat template, the texts around them are left out. */
  static TagFormat defaults(
      String name,
      String teacherSystem,
      String studentSystem,
      Optional<String> teacherPrompt,
      Optional<String> studentPrompt,
      TagPair solution,
      TagPair explanation,
      TagPair thought,
      String inner,
      String between,
      Optional<String> endOfTurn,
      Optional<Turns> turns) {
    if (turns.orElse(Turns.LITERAL) == Turns.LITERAL) {
      new Rules()
          .given("teacherPrompt", teacherPrompt)
          .given("studentPrompt", studentPrompt)
          .given("endOfTurn", endOfTurn)
          .done();
    }
    return new TagFormat(
        name,
        teacherSystem,
        studentSystem,
        teacherPrompt.orElse(""),
        studentPrompt.orElse(""),
        solution,
        explanation,
        thought,
        inner,
        between,
        endOfTurn.orElse(""),
        turns.orElse(Turns.LITERAL));
  }

  /**
   * The format for one model: with the turns of its chat template, where this format wants them.
   *
   * @param template the model's
   * @throws IllegalArgumentException where the format wants a template and there is none, or the
   *     template does not write a system text, a question and an answer as they are, or begins a
   *     thought of this format in a way of its own
   */
  public TagFormat joined(Optional<ChatTemplate> template) {
    if (turns == Turns.LITERAL) {
      return this;
    }
    if (template.isEmpty()) {
      throw new IllegalArgumentException(
          "tag format "
              + name
              + " takes its turns from the model's chat template, and the model has none (neither"
              + " chat_template.jinja nor chat_template in tokenizer_config.json)");
    }
    TemplateTurns made = new TemplateTurns(template.get());
    return new TagFormat(
        name,
        teacherSystem,
        studentSystem,
        made.prompt(!teacherSystem.isEmpty(), thought),
        made.prompt(!studentSystem.isEmpty(), thought),
        solution,
        explanation,
        thought,
        inner,
        between,
        made.endOfTurn(!studentSystem.isEmpty()),
        Turns.LITERAL);
  }

  /** Bespoke-Stratos tags in ChatML turns, for Qwen models; the tags of the published data. */
  public static TagFormat stratos() {
    return ChatMlFormat.of(
        "stratos",
        new TagPair("<|begin_of_solution|>", "<|end_of_solution|>"),
        new TagPair("<|begin_of_explanation|>", "<|end_of_explanation|>"),
        new TagPair("<|begin_of_thought|>", "<|end_of_thought|>"),
        "\n\n",
        "\n\n");
  }

  /** {@code <think>} tags as DeepSeek-R1 and its heirs write them, in ChatML turns. */
  public static TagFormat r1() {
    return ChatMlFormat.of(
        "r1",
        new TagPair("<solution>", "</solution>"),
        new TagPair("<explanation>", "</explanation>"),
        new TagPair("<think>", "</think>"),
        "\n",
        "\n\n");
  }

  /** One-token tags without separators: the format of the embedded character-level models. */
  public static TagFormat small() {
    return new TagFormat(
        "small",
        "",
        "",
        "<T>{question}",
        "<S>{question}",
        new TagPair("<s>", "</s>"),
        new TagPair("<e>", "</e>"),
        new TagPair("<t>", "</t>"),
        "",
        "",
        "<end>",
        Turns.LITERAL);
  }

  /**
   * A preset by its name: {@code stratos}, {@code r1} or {@code small}.
   *
   * @throws IllegalArgumentException that names the presets, if there is none of this name
   */
  public static TagFormat preset(String name) {
    Supplier<TagFormat> preset = PRESETS.get(name);
    if (preset == null) {
      throw new IllegalArgumentException(
          "there is no tag format '" + name + "'" + NearestName.hint(name, PRESETS.keySet()));
    }
    return preset.get();
  }

  /**
   * A preset by its name, the format in a YAML file, or a format in place.
   *
   * @param given a block of YAML in braces; a file where it ends in {@code .yaml} or {@code .yml}
   * @param directory where a relative path starts
   * @throws IllegalArgumentException that names the presets, if there is none of this name
   * @throws IOException as {@link #load}
   */
  public static TagFormat named(String given, Path directory) throws IOException {
    if (given.startsWith("{")) {
      return parse(given.getBytes(StandardCharsets.UTF_8), "tag format", directory);
    }
    if (given.endsWith(".yaml") || given.endsWith(".yml")) {
      return load(directory.resolve(given).normalize());
    }
    try {
      return preset(given);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          e.getMessage() + "; a file's name ends in .yaml, a block stands in {braces}", e);
    }
  }

  /**
   * Reads a format from a YAML file whose keys are this record's fields (each pair of tags a map of
   * {@code open} and {@code close}). With a key {@code base}, a preset's name, only its own name
   * and what differs from the preset is given.
   *
   * @throws IOException that names all that is wrong, each with its line, or the missing file
   */
  public static TagFormat load(Path yaml) throws IOException {
    if (!Files.isRegularFile(yaml)) {
      throw new IOException("there is no tag format file " + yaml);
    }
    if (Files.size(yaml) > MAX_BYTES) {
      throw new IOException(yaml + " is larger than 1 MiB: not a tag format");
    }
    Path parent = yaml.getParent();
    return parse(Files.readAllBytes(yaml), yaml.toString(), parent == null ? Path.of("") : parent);
  }

  private static TagFormat parse(byte[] yaml, String source, Path directory) throws IOException {
    try {
      Reading checked =
          new Reading(
              null,
              (given, bound, wrong) -> {
                Turns turns = bound.get("turns") instanceof Turns own ? own : Turns.LITERAL;
                checkGiven("", turns, given, bound, wrong);
              });
      return ConfigReader.parse(yaml, source, directory, TagFormat.class, List.of(), checked);
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Complains of texts that were given and would be lost without a word, and of a name that is the
   * preset's.
   *
   * @param path of the format
   * @param given dotted paths of all keys that were given
   * @param bound their values
   */
  public static void checkGiven(
      String path, Turns turns, Set<String> given, Map<String, Object> bound, Rules wrong) {
    String block = path.isEmpty() ? "" : path + ".";
    for (String key : turns.unread()) {
      if (bound.get(block + key) instanceof String text && !text.isEmpty()) {
        wrong.add(block + key, Turns.UNREAD);
      }
    }
    if (given.contains(block + "base") && !given.contains(block + "name")) {
      wrong.add(block + "name", "is missing: with `base` it is another format");
    }
  }

  /** {@code teacherPrompt} with its places filled; text in a place is never looked at again. */
  String teacherPromptFor(Problem problem) {
    return fill(teacherPrompt, system(teacherSystem, problem), problem.question());
  }

  /** {@code studentPrompt} with its places filled. */
  String studentPromptFor(Problem problem) {
    return fill(studentPrompt, system(studentSystem, problem), problem.question());
  }

  /** The role's instructions, with those of the row where they have a place for them. */
  private static String system(String given, Problem problem) {
    if (!given.contains(OF_ROW)) {
      return given;
    }
    String own = problem.system();
    if (own == null) {
      throw new IllegalArgumentException(
          "it has no system text, which the tag format has a place for (write the text itself in"
              + " place of {system})");
    }
    return given.replace(OF_ROW, own);
  }

  private static String fill(String template, String system, String question) {
    return TagFormatRules.PLACE
        .matcher(template)
        .replaceAll(
            place -> {
              String text = place.group(1).equals("system") ? system : question;
              boolean trimmed = place.group(2) != null;
              return Matcher.quoteReplacement(trimmed ? WhiteSpace.strip(text) : text);
            });
  }

  /** The texts of which the first ends an explanation, for the teacher and for the student. */
  List<String> thoughtEnds() {
    return List.of(explanation.close(), thought.close(), endOfTurn);
  }

  /** Whether a trace has a text that ends it before its end. */
  public boolean endsThought(String trace) {
    return thoughtEnds().stream().anyMatch(trace::contains);
  }

  /** Whether a text has one of the tags. */
  public boolean hasTag(String text) {
    return Stream.of(solution, explanation, thought)
        .flatMap(pair -> Stream.of(pair.open(), pair.close()))
        .anyMatch(text::contains);
  }

  /** Whether a solution has a text that ends it, as an answer, before its end. */
  public boolean endsSolution(String text) {
    return text.contains(solution.close()) || text.contains(endOfTurn);
  }

  /**
   * What a student wrote after its prompt. The first end of turn ends it; the first closing thought
   * tag ends the thought; the solution lies between the first solution tags after that.
   *
   * @param written any text
   */
  public StudentAnswer parse(String written) {
    String text = before(endOfTurn, written);
    String rest = after(thought.close(), text);
    String opened = after(solution.open(), rest);
    boolean formatted =
        text.contains(thought.close())
            && rest.contains(solution.open())
            && opened.contains(solution.close());
    return new StudentAnswer(
        formatted,
        withoutSeparators(before(thought.close(), text)),
        withoutSeparators(before(solution.close(), opened)));
  }

  private String withoutSeparators(String section) {
    String begun = section.startsWith(inner) ? section.substring(inner.length()) : section;
    return begun.endsWith(inner) ? begun.substring(0, begun.length() - inner.length()) : begun;
  }

  /** The text before a tag, all of it where there is none. */
  private static String before(String tag, String text) {
    int at = text.indexOf(tag);
    return at < 0 ? text : text.substring(0, at);
  }

  /** The text after a tag, none where there is no tag. */
  private static String after(String tag, String text) {
    int at = text.indexOf(tag);
    return at < 0 ? "" : text.substring(at + tag.length());
  }

  /** {@code open inner text inner close}. */
  String section(TagPair tags, String text) {
    return tags.open() + inner + text + inner + tags.close();
  }

  /**
   * Refuses a tokenizer that cannot write this format.
   *
   * @throws IllegalArgumentException that names the tag or prompt and the character
   * @throws IllegalStateException where the format still waits for a model's chat template
   */
  void requireWritable(Tokenizer tokenizer) {
    if (turns != Turns.LITERAL) {
      throw new IllegalStateException("tag format " + name + " is not joined with a model yet");
    }
    Stream<String> tags =
        Stream.of(solution, explanation, thought)
            .flatMap(pair -> Stream.of(pair.open(), pair.close()));
    Stream<String> others =
        Stream.of(
            inner,
            between,
            endOfTurn,
            fill(teacherPrompt, teacherSystem.replace(OF_ROW, ""), ""),
            fill(studentPrompt, studentSystem.replace(OF_ROW, ""), ""));
    for (String text : Stream.concat(tags, others).toList()) {
      try {
        tokenizer.encode(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "the tokenizer cannot write '%s' of tag format %s; choose the format the model was trained with (%s)"
                .formatted(text, name, e.getMessage()),
            e);
      }
    }
  }
}
