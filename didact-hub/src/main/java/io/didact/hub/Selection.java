package io.didact.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * Which files of a repository are wanted. In a pattern {@code *} stands for any characters, slashes
 * included, {@code ?} for one, {@code [ab]} for one of those; a pattern that ends in a slash stands
 * for a folder.
 *
 * @param files exactly these, where there are any
 * @param include patterns of what is wanted; none for everything
 * @param exclude patterns of what is not
 */
public record Selection(List<String> files, List<String> include, List<String> exclude) {
  /** Everything that is of use here. */
  public static final Selection DEFAULT = new Selection(List.of(), List.of(), List.of());

  /** Weights in forms that are not read here, which many repositories have beside safetensors. */
  private static final List<String> OTHER_WEIGHTS =
      List.of(
          ("*.bin *.pt *.pth *.ckpt *.onnx *.onnx_data *.gguf *.msgpack *.h5 *.ot *.tflite"
                  + " original/*")
              .split(" "));

  /** The same weights once more, in one piece. */
  private static final String CONSOLIDATED = "consolidated*.safetensors";

  /**
   * What was chosen.
   *
   * @param leftOut of {@code OTHER_WEIGHTS}; what the user's patterns leave out is not told
   */
  record Choice(List<RemoteFile> wanted, List<RemoteFile> leftOut) {}

  public Selection {
    files = List.copyOf(files);
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    include.forEach(Selection::regex);
    exclude.forEach(Selection::regex);
  }

  /**
   * @throws HubException where a file is not there, or nothing is left
   */
  Choice of(RepoType type, HubName name, List<RemoteFile> all) throws HubException {
    List<RemoteFile> wanted =
        all.stream()
            .filter(file -> files.isEmpty() || files.contains(file.path()))
            .filter(file -> include.isEmpty() || matchesAny(include, file))
            .filter(file -> !matchesAny(exclude, file))
            .toList();
    requireFiles(type, name, all);
    List<String> unread = files.isEmpty() && include.isEmpty() ? unread(type, wanted) : List.of();
    Choice choice =
        new Choice(
            wanted.stream().filter(file -> !matchesAny(unread, file)).toList(),
            wanted.stream().filter(file -> matchesAny(unread, file)).toList());
    if (choice.wanted().isEmpty()) {
      throw new HubException(
          "the %s %s has no file that is asked for; it has %s"
              .formatted(type.noun(), name, someOf(all)));
    }
    return choice;
  }

  private void requireFiles(RepoType type, HubName name, List<RemoteFile> all) throws HubException {
    Set<String> absent = new TreeSet<>(files);
    all.forEach(file -> absent.remove(file.path()));
    if (!absent.isEmpty()) {
      throw new HubException(
          "the %s %s has no file %s; it has %s"
              .formatted(type.noun(), name, String.join(", ", absent), someOf(all)));
    }
  }

  private static List<String> unread(RepoType type, List<RemoteFile> files) {
    if (type != RepoType.MODEL || !matchesAny(List.of("*.safetensors"), files)) {
      return List.of();
    }
    List<String> unread = new ArrayList<>(OTHER_WEIGHTS);
    if (matchesAny(List.of("model*.safetensors"), files)) {
      unread.add(CONSOLIDATED);
    }
    return unread;
  }

  private static String someOf(List<RemoteFile> all) {
    String some = all.stream().limit(20).map(RemoteFile::path).collect(Collectors.joining(", "));
    return all.isEmpty() ? "none" : all.size() > 20 ? some + ", …" : some;
  }

  private static boolean matchesAny(List<String> patterns, List<RemoteFile> files) {
    return files.stream().anyMatch(file -> matchesAny(patterns, file));
  }

  private static boolean matchesAny(List<String> patterns, RemoteFile file) {
    return patterns.stream().anyMatch(pattern -> regex(pattern).matcher(file.path()).matches());
  }

  /**
   * A pattern as a regular expression.
   *
   * @throws IllegalArgumentException where it is none
   */
  static Pattern regex(String glob) {
    String whole = (glob.endsWith("/") ? glob + "*" : glob).replaceAll("\\*+", "*");
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < whole.length(); i++) {
      char c = whole.charAt(i);
      int close = c == '[' ? whole.indexOf(']', i + 2) : -1;
      if (close > 0) {
        String inner = whole.substring(i + 1, close);
        boolean not = inner.startsWith("!");
        regex.append(not ? "[^" : "[");
        regex.append((not ? inner.substring(1) : inner).replaceAll("[\\[\\\\&^]", "\\\\$0"));
        regex.append(']');
        i = close;
      } else if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return Pattern.compile(regex.toString());
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("not a pattern: " + glob, e);
    }
  }
}
