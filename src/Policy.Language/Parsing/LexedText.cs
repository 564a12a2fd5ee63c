using OptPolicy.Language.Syntax;

namespace OptPolicy.Language.Parsing;

/// <summary>The tokens of a file, line ends included and closed by an end token, and the comments between them.</summary>
internal sealed record LexedText(List<Token> Tokens, List<Comment> Comments);
