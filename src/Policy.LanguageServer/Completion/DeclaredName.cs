using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.LanguageServer.Completion;

/// <summary>A name that can be referred to from a file.</summary>
/// <param name="Name">As written there, with the alias of its import.</param>
/// <param name="Policy">The policy that it belongs to; null for a name of the whole file.</param>
internal sealed record DeclaredName(string Name, SymbolKinds Kind, Clause Clause, PolicyText Text, string? Policy);
