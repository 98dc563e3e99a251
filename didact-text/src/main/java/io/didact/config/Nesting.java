package io.didact.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How a flat file stands for a document with one element in a map: the file's keys are the
 * element's, except those that belong to the document around it. Messages name keys as the file
 * does.
 *
 * <pre>
 * output: runs/t1            output: runs/t1
 * steps: 5            →      stages:
 *                              t1: {type: rlt, output: runs/t1, steps: 5}
 * </pre>
 *
 * @param map the document's key that holds the element
 * @param type the element's {@code type}, which the file may repeat but not contradict
 * @param nameFrom key whose path names the element by its last part; without it {@code type} does
 * @param outer keys of the document alone
 * @param both keys that the document and the element have
 */
public record Nesting(String map, String type, String nameFrom, Set<String> outer, Set<String> both)
    implements Layout {
  public Nesting {
    outer = Set.copyOf(outer);
    both = Set.copyOf(both);
  }

  @Override
  public Yaml.Mapping document(Yaml.Mapping file, Diagnostics diagnostics) {
    Map<String, Yaml.Entry> document = new LinkedHashMap<>();
    Map<String, Yaml.Entry> element = new LinkedHashMap<>();
    file.entries()
        .forEach(
            (key, entry) -> {
              if (outer.contains(key) || both.contains(key)) {
                document.put(key, entry);
              }
              if (!outer.contains(key)) {
                element.put(key, entry);
              }
            });
    Yaml.Entry given =
        element.put(
            Variants.TYPE, new Yaml.Entry(file.line(), new Yaml.Scalar(type, true, file.line())));
    if (given != null && !(given.value() instanceof Yaml.Scalar s && s.text().equals(type))) {
      diagnostics.add(
          given.line(),
          Variants.TYPE,
          "must be " + type + " or left out here, was " + given.value().describe());
    }
    Yaml.Mapping only = new Yaml.Mapping(element, file.line());
    document.put(
        map,
        new Yaml.Entry(
            file.line(),
            new Yaml.Mapping(Map.of(name(file), new Yaml.Entry(file.line(), only)), file.line())));
    return new Yaml.Mapping(document, file.line());
  }

  private String name(Yaml.Mapping file) {
    Yaml.Entry entry = file.entries().get(nameFrom);
    if (entry == null || !(entry.value() instanceof Yaml.Scalar path)) {
      return type;
    }
    String last = path.text().replaceFirst("[/\\\\.]+$", "").replaceFirst(".*[/\\\\]", "");
    String name = last.replaceAll("[^A-Za-z0-9_-]", "-").replaceFirst("^[-_]+", "");
    return name.isEmpty() ? type : name;
  }

  @Override
  public String shown(String path) {
    return path.replaceFirst("^" + map + "(\\.[^.]+(\\.|$)|$)", "");
  }
}
