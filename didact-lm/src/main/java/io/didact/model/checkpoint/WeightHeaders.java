package io.didact.model.checkpoint;

import io.didact.model.decoder.Complaints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The headers of all files that hold a directory's weights, and whether the index agrees with them.
 * Unlike loading, which ends at the first file that is damaged, this goes on to the others.
 */
final class WeightHeaders {
  static final String SINGLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";

  private static final Pattern SHARD_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

  /** Weights in other clothes, to say more than that there are none. */
  private static final Pattern FOREIGN = Pattern.compile(".*\\.(bin|gguf|pt|pth|h5|msgpack|onnx)");

  private static final String AGAIN = "fetch it again: a download that broke leaves this";

  private final Path directory;
  private final boolean indexed;
  private final Map<String, Long> sizes = new TreeMap<>();
  private final Map<String, Map<String, Safetensors.Entry>> tensors = new TreeMap<>();
  private final Map<String, String> index = new LinkedHashMap<>();
  private final List<ModelProblem> problems = new ArrayList<>();
  private Optional<ModelProblem> otherNames = Optional.empty();
  private boolean ambiguous;

  private WeightHeaders(Path directory) {
    this.directory = directory;
    this.indexed = !isFile(SINGLE) && isFile(INDEX);
  }

  /**
   * Reads what is there; all that is wrong is in {@link #problems}.
   *
   * @param tied whether the embedding is the head too
   */
  static WeightHeaders read(Path directory, boolean tied) {
    WeightHeaders headers = new WeightHeaders(directory);
    if (headers.isFile(SINGLE)) {
      headers.readHeader(SINGLE);
      headers.warnOfTheOtherLayout();
    } else if (headers.indexed) {
      headers.readIndexed();
    } else if (!Adapter.isIn(directory)) {
      headers.complainOfNoWeights();
    }
    Adapter.problem(directory, !headers.sizes.isEmpty()).ifPresent(headers.problems::add);
    headers.rename(tied);
    return headers;
  }

  /** Gives all tensors their standard names. */
  private void rename(boolean tied) {
    Set<String> stored = new TreeSet<>(index.keySet());
    tensors.values().forEach(entries -> stored.addAll(entries.keySet()));
    TensorNames names;
    try {
      names = TensorNames.of(stored, tied);
    } catch (IllegalArgumentException e) {
      ambiguous = true;
      problems.add(
          ModelProblem.fatal(where(), String.valueOf(e.getMessage()), "keep those of one model"));
      return;
    }
    otherNames =
        names
            .remark()
            .map(
                remark ->
                    ModelProblem.warning(
                        where(), remark, "nothing to do: what is saved has the standard names"));
    tensors.replaceAll((file, entries) -> renamed(entries, names));
    Map<String, String> places = renamed(index, names);
    index.clear();
    index.putAll(places);
  }

  /** By their standard names; what has one that is taken keeps its own. */
  private static <V> Map<String, V> renamed(Map<String, V> stored, TensorNames names) {
    Map<String, V> renamed = new LinkedHashMap<>();
    stored.forEach(
        (name, value) -> {
          String standard = names.standard(name);
          renamed.put(renamed.containsKey(standard) ? name : standard, value);
        });
    return renamed;
  }

  /** The file that says which tensors there are. */
  String where() {
    return indexed ? INDEX : SINGLE;
  }

  private boolean isFile(String name) {
    return Files.isRegularFile(directory.resolve(name));
  }

  private void readHeader(String name) {
    Path file = directory.resolve(name);
    try {
      sizes.put(name, Files.size(file));
      tensors.put(name, Safetensors.readHeader(file));
    } catch (IOException e) {
      problems.add(ModelProblem.fatal(name, message(file, e), AGAIN));
    }
  }

  /** An error's message without the name of the file that it begins with. */
  static String message(Path file, IOException e) {
    String text = String.valueOf(e.getMessage());
    String name = file.toString();
    return text.startsWith(name + ": ") || text.startsWith(name + " ")
        ? text.substring(name.length()).replaceFirst("^:? ", "")
        : text;
  }

  private void warnOfTheOtherLayout() {
    if (isFile(INDEX)) {
      problems.add(
          ModelProblem.warning(
              INDEX,
              "is not read, because there is a " + SINGLE,
              "delete the one that is not the model's"));
    }
  }

  private void complainOfNoWeights() {
    List<String> others = list(name -> FOREIGN.matcher(name).matches());
    problems.add(
        ModelProblem.fatal(
            SINGLE,
            "there is neither this nor " + INDEX,
            others.isEmpty()
                ? "fetch the model's weights too"
                : "weights in other formats ("
                    + Complaints.join(others)
                    + ") are not read; take the model's safetensors, or convert it to them"));
  }

  private List<String> list(Predicate<String> wanted) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).filter(wanted).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private void readIndexed() {
    JsonNode json = readIndex();
    Map<String, Integer> tensorsOf = new TreeMap<>();
    index.values().forEach(file -> tensorsOf.merge(file, 1, Integer::sum));
    tensorsOf.forEach(
        (file, count) -> {
          if (!SHARD_NAME.matcher(file).matches() || !isFile(file)) {
            problems.add(
                ModelProblem.fatal(
                    INDEX,
                    "names " + file + ", which is not there, for tensors: " + count,
                    "fetch all files that the index names"));
          } else {
            readHeader(file);
          }
        });
    if (index.isEmpty()) {
      return;
    }
    compareWithIndex();
    JsonNode claimed = json.path("metadata").path("total_size");
    long bytes =
        tensors.values().stream()
            .flatMap(file -> file.values().stream())
            .mapToLong(entry -> entry.end() - entry.start())
            .sum();
    if (claimed.isNumber() && tensors.size() == tensorsOf.size() && claimed.asLong(-1) != bytes) {
      problems.add(
          ModelProblem.warning(
              INDEX,
              "metadata.total_size is " + claimed + ", the tensors have " + bytes + " bytes",
              "check that index and files are of the same model"));
    }
    List<String> left =
        list(name -> name.matches("model.*\\.safetensors") && !tensorsOf.containsKey(name));
    if (!left.isEmpty()) {
      problems.add(
          ModelProblem.warning(
              INDEX,
              "does not name " + Complaints.join(left) + ", so not read",
              "delete what is left from another download"));
    }
  }

  /** Fills in {@link #index}; says what is wrong where it cannot. */
  private JsonNode readIndex() {
    Path file = directory.resolve(INDEX);
    try {
      JsonNode json = JsonMapper.shared().readTree(SmallFile.read(file));
      for (Map.Entry<String, JsonNode> each : json.path("weight_map").properties()) {
        JsonNode shard = each.getValue();
        index.put(each.getKey(), shard.isString() ? shard.stringValue() : shard.toString());
      }
      if (index.isEmpty()) {
        throw new IOException("its weight_map names no tensors");
      }
      return json;
    } catch (JacksonException e) {
      problems.add(ModelProblem.fatal(INDEX, "not JSON: " + e.getOriginalMessage(), AGAIN));
    } catch (IOException e) {
      problems.add(ModelProblem.fatal(INDEX, message(file, e), AGAIN));
    }
    return JsonMapper.shared().createObjectNode();
  }

  private void compareWithIndex() {
    List<String> misplaced = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    Map<String, String> found = new TreeMap<>();
    tensors.forEach((file, entries) -> entries.keySet().forEach(name -> found.put(name, file)));
    index.forEach(
        (name, file) -> {
          Map<String, Safetensors.Entry> entries = tensors.get(file);
          if (entries != null && !entries.containsKey(name)) {
            String other = found.get(name);
            if (other == null) {
              absent.add(name + " in " + file);
            } else {
              misplaced.add(name + " in " + file + ", it is in " + other);
            }
          }
        });
    Set<String> unnamed = new HashSet<>(found.keySet());
    unnamed.removeAll(index.keySet());
    String other = "take index and files of the same download";
    add(true, "places tensors in files that do not hold them: ", misplaced, other);
    add(true, "names tensors that no file holds: ", absent, other);
    add(
        false,
        "lacks tensors that the files hold: ",
        unnamed.stream().sorted().toList(),
        "other tools may not see them; " + other);
  }

  private void add(boolean fatal, String what, List<String> names, String remedy) {
    if (!names.isEmpty()) {
      problems.add(new ModelProblem(fatal, INDEX, what + Complaints.join(names), remedy));
    }
  }

  /** Files that loading reads → bytes. */
  Map<String, Long> sizes() {
    return sizes;
  }

  /** Files whose headers could be read → standard name → tensor, which has its stored name. */
  Map<String, Map<String, Safetensors.Entry>> tensors() {
    return tensors;
  }

  /** That the files call their tensors otherwise, where they do. */
  Optional<ModelProblem> names() {
    return otherNames;
  }

  /** Whether it cannot be said which tensors are the model's. */
  boolean ambiguous() {
    return ambiguous;
  }

  boolean isIndexed() {
    return indexed;
  }

  /** All that is wrong with the files themselves and with the index. */
  List<ModelProblem> problems() {
    return problems;
  }

  /** Whether a tensor that was not found may be in a file that could not be read. */
  boolean mayBeUnread(String name) {
    return indexed
        ? index.isEmpty() || index.containsKey(name) && !tensors.containsKey(index.get(name))
        : tensors.isEmpty();
  }
}
