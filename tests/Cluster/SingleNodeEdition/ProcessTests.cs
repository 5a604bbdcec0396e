namespace Signaling.Cluster;

public sealed class ProcessTests
{
    [Fact(Skip = "This is the single-node edition, built without the Orleans packages: the tests of the cluster need the full edition.")]
    public void Cluster_NeedsTheFullEdition()
    {
    }
}
