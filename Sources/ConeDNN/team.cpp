#include "ConeDNN.h"

#include <string>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "versions.h"

// What a compiler emits for `#pragma omp parallel`, so that no -fopenmp is needed here.
extern "C" {
void GOMP_parallel(void (*)(void *), void *, unsigned threads, unsigned flags);
int omp_get_num_procs(void);
int omp_get_thread_num(void);
int omp_get_num_threads(void);
void omp_set_num_threads(int);
}

namespace {

struct Region {
  void *context;
  void (*body)(void *, int);
};

bool includes(dnnl::cpu_isa wanted) {
  int isa = int(dnnl::get_effective_cpu_isa());
  return (isa & int(wanted)) == int(wanted);
}

struct InstructionSet {
  dnnl::cpu_isa isa;
  const char *name;
};

// The widest first; oneDNN may know others between them.
constexpr InstructionSet instructionSets[] = {
    {dnnl::cpu_isa::avx512_core_amx, "avx512_core_amx"},
    {dnnl::cpu_isa::avx512_core_bf16, "avx512_core_bf16"},
    {dnnl::cpu_isa::avx512_core_vnni, "avx512_core_vnni"},
    {dnnl::cpu_isa::avx512_core, "avx512_core"},
    {dnnl::cpu_isa::avx2_vnni, "avx2_vnni"},
    {dnnl::cpu_isa::avx2, "avx2"},
    {dnnl::cpu_isa::avx, "avx"},
    {dnnl::cpu_isa::sse41, "sse41"},
};

void flushDenormals(void *, int) {
#if defined(__x86_64__)
  _mm_setcsr(_mm_getcsr() | 0x8040);
#endif
}

}  // namespace

const char *od_instruction_set(void) {
  for (const InstructionSet &set : instructionSets)
    if (includes(set.isa)) return set.name;
  return "any";
}

bool od_has_avx512(void) { return includes(dnnl::cpu_isa::avx512_core); }

bool od_has_bfloat16(void) { return includes(dnnl::cpu_isa::avx512_core_bf16); }

bool od_has_winograd(void) { return onednn::hasWinograd; }

bool od_limit_to_avx2(void) {
  return dnnl::set_max_cpu_isa(dnnl::cpu_isa::avx2) == dnnl::status::success;
}

const char *od_version(void) {
  static const std::string version = [] {
    const dnnl_version_t *v = dnnl_version();
    return std::to_string(v->major) + "." + std::to_string(v->minor) + "."
        + std::to_string(v->patch);
  }();
  return version.c_str();
}

int od_processors(void) { return omp_get_num_procs(); }

int od_team_start(int threads) {
  omp_set_num_threads(threads);
  int came = 1;
  od_team_run(threads, &came, [](void *context, int thread) {
    if (thread == 0) *static_cast<int *>(context) = omp_get_num_threads();
  });
  od_team_run(threads, nullptr, flushDenormals);
  return came;
}

void od_team_run(int threads, void *context, void (*body)(void *, int)) {
  Region region{context, body};
  GOMP_parallel(
      [](void *pointer) {
        auto *region = static_cast<Region *>(pointer);
        region->body(region->context, omp_get_thread_num());
      },
      &region, unsigned(threads), 0);
}
