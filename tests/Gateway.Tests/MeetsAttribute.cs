using System.Reflection;
using Signaling.TestKit;
using Xunit.Sdk;

namespace Signaling.Gateway.Tests;

/// <summary>In this test a client meets a code. Checked after the test: the code came over a socket by then.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class MeetsAttribute(string code) : BeforeAfterTestAttribute
{
    public string Code { get; } = code;

    public override void After(MethodInfo methodUnderTest) =>
        Assert.True(NativeClient.CodesMet.Contains(Code), $"{methodUnderTest.Name} claims that a client meets {Code}, but none did.");
}
