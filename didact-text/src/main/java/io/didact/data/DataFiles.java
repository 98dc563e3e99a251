package io.didact.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Data files that are read one after another, as if they were one.
 *
 * @param files in order
 */
public record DataFiles(List<Path> files) {
  /** Ends the names of files that are one table together. */
  private static final Pattern SHARD = Pattern.compile("(.*-)(\\d{5})-of-(\\d{5})(\\..*)");

  public DataFiles {
    files = List.copyOf(files);
  }

  /**
   * Finds the files that are meant.
   *
   * @param given paths of files, of folders (the data files in them, not deeper, in the order of
   *     their names), and patterns ({@code data/*.jsonl}, {@code **} for folders of any depth)
   * @throws IOException where a folder or pattern has no data file, or only some of its shards
   */
  public static DataFiles of(Collection<Path> given) throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    for (Path path : given) {
      if (Files.isDirectory(path)) {
        files.addAll(whole(path, inFolder(path)));
      } else if (isPattern(path)) {
        files.addAll(whole(path, matching(path)));
      } else {
        files.add(path);
      }
    }
    return new DataFiles(List.copyOf(files));
  }

  /** Whether a path stands for files by a pattern: it has wild cards, and is no file itself. */
  public static boolean isPattern(Path path) {
    return hasWildCards(path.toString()) && !Files.exists(path);
  }

  private static boolean hasWildCards(String text) {
    return text.matches("(?s).*[*?\\[{].*");
  }

  private static List<Path> inFolder(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> files = entries.filter(DataFiles::isData).sorted().toList();
      Set<String> kinds = new TreeSet<>();
      files.forEach(file -> kinds.add(Rows.ending(file)));
      if (kinds.size() > 1) {
        throw new IOException(
            "%s has data files of several kinds (%s): name those that are meant, as in %s"
                .formatted(
                    folder,
                    String.join(", ", kinds),
                    folder.resolve("*" + kinds.iterator().next())));
      }
      return files;
    }
  }

  private static List<Path> matching(Path pattern) throws IOException {
    Path root = pattern.toAbsolutePath().normalize();
    PathMatcher matcher = matcher(pattern, root);
    while (hasWildCards(root.toString())) {
      root = Objects.requireNonNull(root.getParent());
    }
    if (!Files.isDirectory(root)) {
      throw new IOException("there is no directory " + root + ", wanted for " + pattern);
    }
    Path from = pattern.isAbsolute() ? root : Path.of("").toAbsolutePath().relativize(root);
    Path base = root;
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(file -> matcher.matches(file) && isData(file))
          .sorted()
          .map(file -> from.resolve(base.relativize(file)))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static PathMatcher matcher(Path pattern, Path root) throws IOException {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + root);
    } catch (PatternSyntaxException e) {
      throw new IOException(
          "there is no file %s, and as a pattern it is none: %s"
              .formatted(pattern, e.getDescription()),
          e);
    }
  }

  private static boolean isData(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".") && Rows.isReadable(name) && Files.isRegularFile(file);
  }

  /** Of a table in several files, all must be there. */
  private static List<Path> whole(Path given, List<Path> files) throws IOException {
    if (files.isEmpty()) {
      throw new IOException(
          (Files.isDirectory(given) ? given + " has no file" : "no file is named like " + given)
              + " that ends in "
              + Rows.KINDS);
    }
    for (Path file : files) {
      Matcher shard = SHARD.matcher(file.getFileName().toString());
      if (shard.matches()) {
        for (int i = 0; i < Integer.parseInt(shard.group(3)); i++) {
          Path part =
              file.resolveSibling(
                  "%s%05d-of-%s%s".formatted(shard.group(1), i, shard.group(3), shard.group(4)));
          if (!files.contains(part)) {
            throw new IOException("%s is not there: it belongs to %s".formatted(part, file));
          }
        }
      }
    }
    return files;
  }

  /** The files' names below the folder that they share, with slashes. */
  public List<String> names() {
    List<Path> whole = files.stream().map(Path::toAbsolutePath).toList();
    Path folder = whole.get(0).getParent();
    while (folder != null && !whole.stream().allMatch(inside(folder))) {
      folder = folder.getParent();
    }
    List<String> names = new ArrayList<>();
    for (Path file : whole) {
      Path below = folder == null ? file : folder.relativize(file);
      names.add(below.toString().replace('\\', '/'));
    }
    return names;
  }

  private static Predicate<Path> inside(Path folder) {
    return file -> file.startsWith(folder);
  }

  /**
   * Reads all rows.
   *
   * @param reader nothing for a row that is not wanted; a row without an id is called after its
   *     line, and after its file where there are several
   * @param limit items after which nothing more is read; 0 for no limit
   * @throws IOException naming the rows that cannot be used, unless these are to be skipped
   * @throws JsonlException where a file cannot be read beyond a row
   */
  public <T> Dataset<T> read(Function<JsonlRow, Optional<T>> reader, BadRows badRows, int limit)
      throws IOException {
    Findings bad = new Findings();
    List<T> items = new ArrayList<>();
    List<String> places = new ArrayList<>();
    List<String> names = names();
    long rows = 0;
    for (int i = 0; i < files.size(); i++) {
      String prefix = files.size() == 1 ? "line-" : names.get(i) + ":";
      try (Stream<Optional<T>> all =
          Rows.read(
              files.get(i),
              row -> {
                Optional<T> item = reader.apply(row.unnamed(prefix + row.line()));
                item.ifPresent(there -> places.add(row.place()));
                return item;
              })) {
        Iterator<Optional<T>> each = all.iterator();
        while (limit == 0 || items.size() < limit) {
          try {
            if (!each.hasNext()) {
              break;
            }
            rows++;
            each.next().ifPresent(items::add);
          } catch (BadRowException e) {
            rows++;
            bad.add(e.reason(), String.valueOf(e.getMessage()));
          }
        }
      } catch (UncheckedIOException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
    if (bad.count() > 0 && (badRows == BadRows.FAIL || items.isEmpty())) {
      throw new IOException(
          bad.count() == 1
              ? bad.lines()
              : items.isEmpty()
                  ? "none of %d rows can be used: %s".formatted(rows, bad.brief(1))
                  : "%d of %d rows cannot be used:\n  %s"
                      .formatted(bad.count(), rows, bad.lines()));
    }
    return new Dataset<>(items, places, bad);
  }
}
