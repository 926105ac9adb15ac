package offer
import ("testing";"fmt";"os";"encoding/json";"strings";"bekal/knowledge")
func TestDbg(t *testing.T){
 base,_,_:=knowledge.Load(knowledge.Embedded()); c,_:=New(base)
 data,_:=os.ReadFile("/tmp/of/all.jsonl")
 for _,l:=range strings.Split(string(data),"\n"){
  if l=="" {continue}
  var x struct{ID,Text,Label,Genre string}; json.Unmarshal([]byte(l),&x)
  if x.Genre!="offer" {continue}
  s:=x.Text
  r,m:=c.match(s); w:=c.weights(m); f:=c.findings(r,m,s)
  if against(w,weigh(f))==Other && against(w,0)==Other {continue}
  fmt.Println(x.ID,x.Label,w,weigh(f),against(w,weigh(f)))
  for k,cues:=range c.kinds{ if k==0||k==3 {continue}; for _,q:=range cues { if m.seen[q.main]&&m.holds(q.pattern){ fmt.Print("   ",kindNames[k]," ",q.weight," "); 
   for i:=range r.words { if e:=r.part(q.main,i); e>0 { a,b:=r.original(i,e); fmt.Printf("%q ",s[a:b]); break}} }}}
  fmt.Println()
 }
}
