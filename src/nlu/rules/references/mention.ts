/**
 * Distinction between a mention that addresses the bot and one that talks about it: "don't send
 * passwords to @entwine".
 */

/** Words after which a name is the object or subject of a sentence about it. */
const governing =
  /(?:^|[^\p{L}])(?:to|with|about|of|by|via|through|from|using|used|tried|asked|told|trust|the|this|der|die|das|den|dem|diese[nrm]?|mit|an|von|vom|über|per|durch|unser|unsere[nrm]?|nutzt?e?|probiert\p{L}*|fragt?e?|le|la|à|a|de|du|avec|sur|par|via|utilis\p{L}+|essay\p{L}+|demandé|el|al|del|con|por|sobre|us\p{L}+|prob\p{L}+|pregunt\p{L}+|einfach|just|simply|simplement|simplemente|ask|ping|message|contact|schreibt?|kontaktiert?|contacte[rz]?|demande[rz]|escribid|escribidle|contactad)\s*$/iu;

/**
 * Matches words to other people, whose mentions begin the message: "@alex did you see that". The
 * bot may be mentioned as one of them: "@alex and @entwine we need …".
 */
const tellsAnother =
  /^\s*(?:(?:<@[^>]+>|@\S+(?=\s|$))[\s,&]*(?:(?:and|und|et|y)\s+)?)+(?!\s*(?:and|und|et|y)\s*$)[^.!?\n@<]*\p{L}{2,}[^.!?\n]*$/u;

/** Returns whether the only mention of the bot, with this text around it, talks about the bot. */
export const isMentionedInPassing = (before: string, after: string): boolean =>
  (governing.test(before) || tellsAnother.test(before)) && !/^\s*[:!]/.test(after);
