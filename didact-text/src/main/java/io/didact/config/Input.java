package io.didact.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@code Path} that is read: it must be there before anything runs, and a relative one is
 * taken from the directory of the configuration file. A {@code Path} without it is an output, taken
 * from the working directory. Paths given on the command line are always taken from the working
 * directory. As a type annotation it can stand inside {@code List<@Input Path>} as well.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface Input {}
