package io.didact.config;

/** How a file stands for the document that is read. */
public sealed interface Layout permits Nesting, Multiplied, Excerpt {
  /** The document that a file stands for. */
  Yaml.Mapping document(Yaml.Mapping file, Diagnostics diagnostics);

  /** A path in the document as the file writes it. */
  String shown(String path);
}
