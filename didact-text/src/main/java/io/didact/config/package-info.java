/**
 * The one way to say what is wrong with a record's values, and the one way to fill a record from
 * YAML. Configuration: a YAML file, {@code key=value} overrides from the command line, and the
 * record they fill in.
 *
 * <p>Start with {@link io.didact.config.ConfigReader}. It parses the file into a {@link
 * io.didact.config.Yaml} tree that knows its lines ({@link io.didact.config.YamlParser}), puts the
 * overrides in ({@link io.didact.config.Setting}), and binds the tree to a record ({@link
 * io.didact.config.RecordBinder}). Everything that is wrong is gathered and reported at once in a
 * {@link io.didact.config.ConfigException}. {@link io.didact.config.ConfigWriter} writes a record
 * back.
 *
 * <p>A configuration record needs no annotations. Its keys are its components. Its defaults stand
 * in its static method {@code defaults(...)}, whose parameters are the keys that must be given
 * (those of type {@code Optional} may be left out: the defaults of other keys depend on them);
 * without such a method every key must be given, except those that are {@code Optional} or
 * {@code @Nullable}. Its compact constructor checks it with {@link io.didact.config.Rules}, which
 * throws all that is wrong as {@link io.didact.config.Complaint}s, each with its key; the binder
 * adds the line. Variants are sealed interfaces, chosen by the key {@code type}. A record with a
 * static method {@code named(String)} can be given as a word; {@code named(String, Path)} also gets
 * the directory that relative paths start from. With a static method {@code preset(String)} a block
 * takes the key {@code base}, and lies over what that names.
 *
 * <p>A flat file may stand for a document with one element in a map: {@link
 * io.didact.config.Nesting}; or some keys of it may be read: {@link io.didact.config.Excerpt}. A
 * {@link io.didact.config.CrossCheck} looks across values of several blocks.
 */
@NullMarked
package io.didact.config;

import org.jspecify.annotations.NullMarked;
