package io.didact.recipe.plan;

import io.didact.data.Problem;
import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.data.TeacherFormat;
import io.didact.data.synthetic.Documents;
import io.didact.hub.HubCache;
import io.didact.hub.HubName;
import io.didact.hub.RepoType;
import io.didact.hub.Snapshot;
import io.didact.jinja.ChatTemplate;
import io.didact.model.checkpoint.Adapter;
import io.didact.model.checkpoint.Companions;
import io.didact.recipe.model.ModelPlace;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.stage.MadeSource;
import io.didact.recipe.stage.Material;
import io.didact.recipe.stage.RowKind;
import io.didact.recipe.stage.Source;
import io.didact.recipe.stage.SourceContext;
import io.didact.recipe.stage.Stage;
import io.didact.text.CharacterTokenizer;
import io.didact.text.ChatTemplateFiles;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * What of a recipe's models and data is on this machine. Each is read once, however many stages
 * name it.
 */
final class OnThisMachine {
  /** Problems whose tokens are counted. */
  private static final int MEASURED = 64;

  private static final Reader SMALL =
      new Reader(CharacterTokenizer.small().tokenizer(), Optional.empty());

  private final Map<String, Stage> stages;
  private final HubCache hub;
  private final Map<Path, Reader> readers = new HashMap<>();
  private final Map<List<Object>, Optional<Material>> counted = new HashMap<>();

  /**
   * @param stages of the recipe
   */
  OnThisMachine(Map<String, Stage> stages, HubCache hub) {
    this.stages = stages;
    this.hub = hub;
  }

  /** Where sources find what is here; stages have left nothing yet. */
  SourceContext data() {
    return new SourceContext(hub, Map.of());
  }

  /** The directory of a model that has a file, with or without its weights. */
  Optional<Path> directory(ModelRef ref, String file) throws IOException {
    Path path = Path.of(ref.name());
    Optional<HubName> published = HubName.parse(ref.name());
    Optional<Path> directory =
        !Files.isDirectory(path) && published.isPresent()
            ? hub.snapshot(RepoType.MODEL, published.get()).map(Snapshot::directory)
            : Optional.of(path);
    if (directory.isPresent() && Adapter.isAlone(directory.get())) {
      ModelPlace place = ModelPlace.of(directory.get(), hub);
      directory = Optional.of(file.equals(Companions.CONFIG) ? place.base() : place.ofTokenizer());
    }
    return directory.filter(there -> Files.isRegularFile(there.resolve(file)));
  }

  /**
   * Counts tokens, where both the problems and the tokenizer are here.
   *
   * @return means, with as many problems as were looked at
   */
  Optional<Material> tokens(Stage stage, Source source) throws IOException {
    Optional<Reader> reader = stage.usesTags() ? reader(stage) : Optional.empty();
    if (reader.isEmpty()) {
      return Optional.empty();
    }
    List<Object> key = List.of(source, stage.tags(), reader.get());
    Optional<Material> known = counted.get(key);
    if (known == null) {
      known = count(source, stage.tags(), reader.get());
      counted.put(key, known);
    }
    return known;
  }

  private Optional<Material> count(Source source, TagFormat format, Reader reader) {
    List<Problem> problems = some(source);
    if (problems.isEmpty()) {
      return Optional.empty();
    }
    try {
      TagFormat tags = format.joined(reader.template());
      StudentFormat student = new StudentFormat(tags, reader.tokenizer());
      TeacherFormat teacher = new TeacherFormat(tags, reader.tokenizer());
      return Optional.of(
          new Material(
              problems.size(),
              problems.size(),
              mean(problems, each -> student.prompt(each).size()),
              mean(problems, each -> teacher.prompt(each).size()),
              mean(problems, each -> reader.tokenizer().encode(each.solution()).size()),
              mean(
                  problems,
                  each -> each.trace() == null ? 0 : student.think(each.trace()).size())));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a dry run says what is wrong
    }
  }

  private static double mean(List<Problem> problems, ToIntFunction<Problem> tokens) {
    return problems.stream().mapToInt(tokens).average().orElseThrow();
  }

  /** What reads texts; equal where it is the same one. */
  private record Reader(Tokenizer tokenizer, Optional<ChatTemplate> template) {}

  /** That of the first model that the stage names, where it is here. */
  private Optional<Reader> reader(Stage stage) throws IOException {
    Optional<ModelRef> at = stage.models().values().stream().findFirst();
    while (at.isPresent() && at.get().isStage(stages.keySet())) {
      at = Objects.requireNonNull(stages.get(at.get().stage())).start();
    }
    if (at.isEmpty()) {
      return Optional.of(SMALL);
    }
    Optional<Path> directory = directory(at.get(), Tokenizer.FILE_NAME);
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    Reader reader = readers.get(directory.get());
    if (reader == null) {
      reader = new Reader(Tokenizer.load(directory.get()), ChatTemplateFiles.open(directory.get()));
      readers.put(directory.get(), reader);
    }
    return Optional.of(reader);
  }

  /** Some of a source's problems; none where they are not here. */
  private List<Problem> some(Source source) {
    try {
      if (source instanceof MadeSource made) {
        return made.few(MEASURED).read(data(), RowKind.PROBLEM).items();
      }
      List<Problem> all = source.read(data(), RowKind.PROBLEM).items();
      int apart = Math.max(1, all.size() / MEASURED);
      return IntStream.range(0, all.size()).filter(i -> i % apart == 0).mapToObj(all::get).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Mean tokens of texts, where the tokenizer is here. */
  OptionalDouble tokens(Stage stage, List<String> texts) throws IOException {
    Optional<Reader> reader = reader(stage);
    return reader.isEmpty()
        ? OptionalDouble.empty()
        : texts.stream()
            .limit(MEASURED)
            .mapToInt(each -> reader.get().tokenizer().encode(each).size())
            .average();
  }

  /** Mean tokens of documents. */
  double tokens(Documents documents) {
    return IntStream.range(0, MEASURED)
        .map(i -> SMALL.tokenizer().encode(documents.document(i)).size())
        .average()
        .orElseThrow();
  }
}
