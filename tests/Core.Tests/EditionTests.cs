using Signaling.TestKit;

namespace Signaling.Core.Tests;

public sealed class EditionTests
{
    [Fact]
    public void Edition_OfThisBuild_IsKnown() => Assert.Contains(Edition.Name, new[] { "full", "single node" });
}
