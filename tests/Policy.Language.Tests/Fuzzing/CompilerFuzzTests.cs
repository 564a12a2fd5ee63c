using CsCheck;

namespace OptPolicy.Language.Tests.Fuzzing;

public sealed class CompilerFuzzTests
{
    private static readonly Gen<string> Allowed = Gen.Int.Select(static seed => new SchemaWriter(new Random(seed)).Write());

    [Fact]
    public void WhatTheTableAllowsIsParsedFormattedAndCompiled() =>
        FuzzRun.Check(Allowed, seed: 4, static text =>
        {
            PolicyProperties.HoldFor(text);
            CompilerProperties.HoldForAllowed(text);
        });

    [Fact]
    public void TheBinderNeverThrowsOnDamagedPolicies() =>
        FuzzRun.Check(
            Gen.Frequency(
                (2, Allowed.SelectMany(static text => PolicyTexts.Mutations([text]))),
                (2, PolicyTexts.Mutations(PolicyTexts.Samples())),
                (1, PolicyTexts.Soup)),
            seed: 5,
            CompilerProperties.HoldFor);
}
