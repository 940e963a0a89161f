using CloudApp.Lab;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

/// <summary>Bad cables as rules of nftables.</summary>
[Trait("Layer", "pure")]
public sealed class LinkFaultsTests
{
    [Fact]
    public void Each_fault_is_a_chain_at_the_machines_port_of_the_switch()
    {
        new LinkFaults(HearsNothing: true, SendsNothing: false, LossPercent: 30).Render("host1").ShouldBe("""
            add table netdev cloudapp-host1
            delete table netdev cloudapp-host1
            table netdev cloudapp-host1 {
            chain hears_nothing {
            type filter hook egress device "host1" priority 0; policy accept;
            drop
            }
            chain loss_30 {
            type filter hook ingress device "host1" priority 0; policy accept;
            numgen random mod 100 < 30 drop
            }
            }

            """);
        new LinkFaults(HearsNothing: false, SendsNothing: true, LossPercent: 0).Render("host2").ShouldContain("""
            chain sends_nothing {
            type filter hook ingress device "host2" priority 0; policy accept;
            drop
            }
            """);
    }

    [Fact]
    public void All_is_lost_without_chance() =>
        new LinkFaults(HearsNothing: false, SendsNothing: false, LossPercent: 100).Render("host1").ShouldContain("policy accept;\ndrop\n");

    [Fact]
    public void No_fault_leaves_no_table() =>
        LinkFaults.None.Render("client").ShouldBe("add table netdev cloudapp-client\ndelete table netdev cloudapp-client\n");

    [Theory]
    [InlineData(false, false, 0, "")]
    [InlineData(true, false, 0, "hears nothing")]
    [InlineData(false, true, 0, "sends nothing")]
    [InlineData(false, false, 7, "loses 7 % of what it sends")]
    [InlineData(true, true, 100, "hears nothing, sends nothing, loses 100 % of what it sends")]
    public void What_was_rendered_is_read_back_and_named(bool hearsNothing, bool sendsNothing, int lossPercent, string words)
    {
        var faults = new LinkFaults(hearsNothing, sendsNothing, lossPercent);

        LinkFaults.Read(faults.Render("host1")).ShouldBe(faults);
        faults.ToString().ShouldBe(words);
    }

    [Fact]
    public void What_nft_lists_is_read() => LinkFaults.Read("""
        table netdev cloudapp-host1 {
        	chain sends_nothing {
        		type filter hook ingress device "host1" priority filter; policy accept;
        		drop
        	}

        	chain loss_12 {
        		type filter hook ingress device "host1" priority filter; policy accept;
        		numgen random mod 100 < 12 drop
        	}
        }
        """).ShouldBe(new LinkFaults(HearsNothing: false, SendsNothing: true, LossPercent: 12));
}
