using OptPolicy.Generator.Tests.Harness;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Generator.Tests.LocalModels;

public sealed class LocalModelEmissionTests
{
    private const string Policy = """
        optpolicy 1

        model desk {
          provider: onnx("models/desk")
          devices: [cuda, directml, npu, cpu]
          device.fallback: error
          lanes: 2
          threads: 3
          kv_memory: 64MiB
          price: free
          context: 2ktok
          max_output: 500tok
          speculate with draft("models/tiny") {
            lookahead: 2..8
            lossless: preferred
            verification: rejection
            disable when acceptance < 40% after 256tok
          }
        }

        policy Chat {
          route {
            otherwise use desk
          }
        }

        """;

    [Fact]
    public void WhatThePolicySaysAboutALocalModelReachesTheRuntime()
    {
        var model = new PolicyProject(PolicyProject.File("chat.optpolicy", Policy)).LoadPolicy("Chat").Models[0];

        Assert.Equal((ModelProvider.Onnx, "models/desk"), (model.Provider, model.ProviderArgument));
        var local = model.Local!;
        Assert.Equal([DeviceKind.Cuda, DeviceKind.DirectML, DeviceKind.Npu, DeviceKind.Cpu], local.Devices.Order);
        Assert.True(local.Devices.IsStrict);
        Assert.Equal((2, 3, 64L << 20), (local.Lanes, local.Threads, local.CacheBytes));
        Assert.Equal((LocalDrafter.Draft, "models/tiny"), (local.Drafter, local.DrafterFolder));
        Assert.Equal(
            new SpeculationOptions
            {
                MinLookahead = 2,
                MaxLookahead = 8,
                Lossless = LosslessMode.Preferred,
                Verification = VerificationMode.Rejection,
                DisableBelowAcceptance = 0.4,
                DisableAfterTokens = 256,
            },
            local.Speculation);
    }

    [Fact]
    public void ModelWithoutSpeculateStatementDecodesOneTokenACall()
    {
        var plain = Policy[..Policy.IndexOf("  devices:", StringComparison.Ordinal)]
            + Policy[Policy.IndexOf("  price:", StringComparison.Ordinal)..Policy.IndexOf("  speculate", StringComparison.Ordinal)]
            + Policy[Policy.IndexOf("}\n\npolicy", StringComparison.Ordinal)..];

        var local = new PolicyProject(PolicyProject.File("chat.optpolicy", plain)).LoadPolicy("Chat").Models[0].Local!;

        Assert.Equal([DeviceKind.Cpu], local.Devices.Order);
        Assert.Equal((1, null, null), (local.Lanes, local.Threads, local.CacheBytes));
        Assert.Equal(SpeculationOptions.Off, local.Speculation);
    }

    [Fact]
    public async Task AFolderInTheProjectThatContradictsThePolicyStopsTheBuild()
    {
        var manifest = PolicyProject.File("models/desk/optpolicy-model.json", """{ "version": 1, "spec": { "format": "Q4", "hasCanonicalAttention": true, "contextTokens": 1024 } }""");
        var project = new PolicyProject(PolicyProject.File("policies/chat.optpolicy", Policy), manifest);

        var diagnostic = Assert.Single(await project.AnalyzeAsync());

        Assert.Equal("OPT4029", diagnostic.Id);
        Assert.EndsWith("chat.optpolicy", diagnostic.Location.GetLineSpan().Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelThatAnotherDeclarationMadeOrThatMissesItsGateIsToldInTheBuild()
    {
        const string Compressed = """
            optpolicy 1
            model desk {
              provider: onnx("models/desk")
              price: free
              context: 1ktok
              max_output: 128tok
            }
            compress desk from "checkpoints/desk" {
              calibrate: "data/calibration.jsonl"
              step quantize int4 using gptq
              gate task_drop("data/tasks.jsonl") <= 5%
            }
            policy Chat { route { otherwise use desk } }
            """;
        var model = PolicyProject.File("models/desk/optpolicy-model.json", """{ "version": 1, "spec": { "contextTokens": 1024 } }""");
        var record = PolicyProject.File("models/desk/manifest.json", """{ "policyHash": "of another block", "gates": [{ "metric": "task_drop", "high": 0.2 }] }""");
        var stranger = PolicyProject.File("wwwroot/manifest.json", """{ "policyHash": "of a web app", "gates": [] }""");

        var codes = (await new PolicyProject(PolicyProject.File("policies/chat.optpolicy", Compressed), model, record, stranger).AnalyzeAsync()).Select(static d => d.Id);
        Assert.Equal(["OPT7024", "OPT7025"], codes.Order(StringComparer.Ordinal));
        Assert.Empty(await new PolicyProject(PolicyProject.File("policies/chat.optpolicy", Compressed), model, stranger).AnalyzeAsync());
    }

    [Theory]
    [InlineData("missing", "OPT9004")]
    [InlineData("found", null)]
    [InlineData("", null)]
    public async Task AnAppWithoutANativeRuntimeIsToldWhichPackageToAdd(string nativeRuntime, string? code)
    {
        var project = new PolicyProject(PolicyProject.File("chat.optpolicy", Policy), PolicyProject.File("other.optpolicy", Policies.Mail)) { NativeRuntime = nativeRuntime };

        Assert.Equal(code, (await project.AnalyzeAsync()).SingleOrDefault()?.Id);
    }

    [Fact]
    public async Task AFolderThatTheProjectDoesNotHoldIsNotJudged() =>
        Assert.Empty(await new PolicyProject(PolicyProject.File("chat.optpolicy", Policy)).AnalyzeAsync());
}
