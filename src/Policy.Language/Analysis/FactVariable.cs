using System.Collections.Immutable;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Analysis;

/// <summary>One fact of a set of conditions, its domain split into cells inside which every condition of the set is constant.</summary>
/// <param name="Name">As written in the policy: <c>input.tokens</c>, <c>is_vip(request)</c>, <c>input.text contains "refund"</c>.</param>
/// <param name="Fact">The fact; null for an opaque atom such as a C# predicate, which is true or false and nothing else is known.</param>
internal sealed record FactVariable(string Name, FactReference? Fact, ImmutableArray<FactCell> Cells);

/// <summary>A part of a fact's domain.</summary>
/// <param name="Representative">A value inside the cell; conditions are decided on it.</param>
/// <param name="Upper">The largest number in (or the limit of) the cell; null when unbounded or not a number.</param>
/// <param name="Lower">The smallest number in (or the limit of) the cell; null when not a number.</param>
/// <param name="IsRemainder">Whether this cell is "anything else" of an open set of words.</param>
internal readonly record struct FactCell(Constant Representative, decimal? Lower, decimal? Upper, bool IsRemainder);
