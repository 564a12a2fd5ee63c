using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

/// <summary>Matches the statements of one file with the table: every mistake of form is found here, and only here.</summary>
internal sealed partial class StatementBinder
{
    private readonly FileDiagnostics _file;
    private readonly ValueBinder _values;
    private readonly SyntaxTree _tree;
    private readonly ImmutableHashSet<string>.Builder _obscured = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
    private bool _hasGaps;

    /// <summary>How deep we are in statements that are reported as not available: only the outermost is.</summary>
    private int _unavailableDepth;

    private (TextSpan Span, string Title, string What)? _unavailable;

    private StatementBinder(SyntaxTree tree, DiagnosticBag bag)
    {
        _tree = tree;
        _file = new FileDiagnostics(tree.Text, bag);
        _values = new ValueBinder(_file, (span, title, what) => _unavailable ??= (span, title, what));
    }

    public static BoundFile Bind(SyntaxTree tree, DiagnosticBag bag)
    {
        var binder = new StatementBinder(tree, bag);
        binder.CheckVersion();
        var statements = binder.BindStatements(tree.Statements, PolicySchema.File);
        return new BoundFile(tree, statements, binder._obscured.ToImmutable()) { HasGaps = binder._hasGaps };
    }

    private void CheckVersion()
    {
        var first = _tree.Statements.FirstOrDefault();
        if (first is Clause { Lead: "optpolicy" } clause)
        {
            if (clause.Phrases[0].Arguments is [Literal { Token.Kind: TokenKind.Number } version] && version.Token.Text is not "1")
                _file.Report(DiagnosticCatalog.UnknownVersion, version.Span, _file.Replace(version.Span, "1"), version.Token.Text);
        }
        else if (first is not BadStatement { Lead: "optpolicy" } && !IsRefused())
        {
            var start = _tree.Text.Content.StartsWith('\uFEFF') ? 1 : 0;
            var span = new TextSpan(first?.Span.Start ?? start, 0);
            _file.Report(DiagnosticCatalog.MissingVersion, span, _file.Insert("Add 'optpolicy 1'", start, first is null ? "optpolicy 1\n" : "optpolicy 1\n\n"));
        }
    }

    /// <summary>The parser read nothing of the file, and said so.</summary>
    private bool IsRefused() => _tree.Statements.IsEmpty && _tree.HasSyntaxErrors;

    private ImmutableArray<BoundStatement> BindStatements(IEnumerable<Statement> statements, string parent)
    {
        var bound = ImmutableArray.CreateBuilder<BoundStatement>();
        foreach (var statement in statements)
        {
            if (statement is Clause clause)
            {
                if (BindClause(clause, parent) is { } result)
                    bound.Add(result);
            }
            else if (statement is BadStatement bad)
            {
                SkipBad(bad, parent);
            }
            else if (parent == PolicySchema.File && statement is Setting setting)
            {
                _file.Report(DiagnosticCatalog.UnknownSetting, setting.NameSpan, "a policy file", setting.Name, "; settings stand in a block");
            }
        }

        ReportRepeated(bound);
        return bound.ToImmutable();
    }

    /// <summary>What a broken statement mentions is neither unknown nor unused; what stands in its block is still checked.</summary>
    private void SkipBad(BadStatement bad, string parent)
    {
        _hasGaps = true;
        foreach (var name in bad.Mentions)
            _obscured.Add(name);

        if (bad is not { Body: { } body, Lead: { } lead })
            return;
        var rows = PolicySchema.Find(lead, parent);
        var row = rows.FirstOrDefault(r => r.Variant is not null && bad.Mentions.Contains(r.Variant)) ?? rows.FirstOrDefault();
        if (row is not null)
            BindBody(row, body, out _, out _);
    }

    private BoundStatement? BindClause(Clause clause, string parent)
    {
        var schema = PolicySchema.Find(clause, parent);
        if (schema is null)
        {
            ReportMisplaced(clause, parent);
            return null;
        }

        var outer = _unavailable;
        _unavailable = null;
        _unavailableDepth += schema.Unavailable is null ? 0 : 1;

        var phrases = BindPhrases(clause, schema);
        ImmutableArray<BoundSetting> settings = [];
        ImmutableArray<BoundStatement> children = [];
        if (clause.Body is { } body)
        {
            if (schema.Body == BodyRule.None)
                _file.Report(DiagnosticCatalog.UnexpectedBlock, body.Span, _file.Remove("Remove the block", body.Span), schema.Title);
            else
                BindBody(schema, body, out settings, out children);
        }

        _unavailableDepth -= schema.Unavailable is null ? 0 : 1;
        ReportUnavailable(clause, schema);
        _unavailable = outer;

        return new BoundStatement(schema, clause, _tree.Text)
        {
            Phrases = phrases,
            Settings = settings,
            Children = children,
            IsIncomplete = clause.Body is null ? Keywords.NeedsBlock(clause.Lead) : clause.Body.Statements.Items.Any(static s => s is BadStatement),
        };
    }

    /// <summary>One message for the outermost statement that cannot work, however many of its parts cannot.</summary>
    private void ReportUnavailable(Clause clause, StatementSchema schema)
    {
        if (_unavailableDepth > 0)
            return;
        if (schema.Unavailable is { } what)
            _file.Report(DiagnosticCatalog.NotAvailable, clause.Phrases[0].Span, schema.Title, what);
        else if (_unavailable is { } part)
            _file.Report(DiagnosticCatalog.NotAvailable, part.Span, part.Title, part.What);
    }

    private void ReportRepeated(ImmutableArray<BoundStatement>.Builder statements)
    {
        for (var i = 1; i < statements.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (!statements[i].Schema.IsSingle || !ReferenceEquals(statements[i].Schema, statements[j].Schema))
                    continue;
                var first = statements[j].Syntax.Phrases[0].Span;
                _file.Report(DiagnosticCatalog.RepeatedStatement, statements[i].Syntax.Phrases[0].Span, _file.At(first, "the first one"), statements[i].Schema.Title);
                break;
            }
        }
    }

    private void ReportMisplaced(Clause clause, string parent)
    {
        _hasGaps = true;
        var lead = clause.Phrases[0].Keyword;
        var variants = PolicySchema.Find(lead.Text, parent);
        if (variants.IsEmpty)
        {
            var parents = PolicySchema.ParentsOf(lead.Text).Select(static p => p is PolicySchema.File ? "no block" : $"'{p}'").ToArray();
            var place = parent is PolicySchema.File ? "no block" : $"'{parent}'";
            if (parents.Length > 0)
                _file.Report(DiagnosticCatalog.MisplacedStatement, lead.Span, lead.Text, place == "no block" ? "a file without a block around it" : place, string.Join(" or ", parents));
            else
                _file.Report(DiagnosticCatalog.UnexpectedPhrase, lead.Span, place == "no block" ? "a policy file" : parent, lead.Text, "");
            return;
        }

        var names = variants.Select(static v => v.Variant!).ToArray();
        var written = clause.Phrases[0].Arguments.Items.OfType<PathExpression>().FirstOrDefault(p => Spelling.Closest(p.Path, names) is not null)
            ?? clause.Phrases[0].Arguments.Items.FirstOrDefault();
        if (written is null)
        {
            _file.Report(DiagnosticCatalog.MissingOperand, lead.Span, lead.Text, "one of " + ValueBinder.Choices(names), variants[0].Example.Split('\n')[0]);
            return;
        }

        var named = written is BinaryExpression { Left: PathExpression left } ? left : written;
        var suggestion = named is PathExpression path ? Spelling.Closest(path.Path, names) : null;
        _file.Report(DiagnosticCatalog.UnknownForm, named.Span, suggestion is null ? null : _file.Replace(named.Span, suggestion), _tree.Text.Slice(named.Span), ValueBinder.Choices(variants.Select(static v => v.Title)), FileDiagnostics.DidYouMean(suggestion));
    }
}
