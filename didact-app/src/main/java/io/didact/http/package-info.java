/**
 * Asks servers of models, over HTTP, in JSON. Start with {@link io.didact.http.JsonClient}, which
 * asks once and again where that may help; {@link io.didact.http.InFlight} keeps several requests
 * going. What comes back is bounded before it is read. A key comes from the environment, goes to
 * its server alone and stands in no message.
 */
@NullMarked
package io.didact.http;

import org.jspecify.annotations.NullMarked;
