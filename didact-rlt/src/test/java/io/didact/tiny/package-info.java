/** What tests of whole steps share: a real model of a few thousand weights, and its format. */
@NullMarked
package io.didact.tiny;

import org.jspecify.annotations.NullMarked;
